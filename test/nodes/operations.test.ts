import type { INodeProperties } from 'n8n-workflow';
import { visibleProperties } from './Monitor/execute-context';
import { defaultsOf, descriptionOf, NODES, OPERATIONS, settingsOf, type Described } from './described';

/** What a model may do in Monitor (the router refuses the rest). */
const FOR_MODELS = ['monitor.alert.acknowledge', 'monitor.alert.comment', 'monitor.errorGroup.addNote'];

function isForModels({ node, key }: Described): boolean {
	return node === 'monitorQuery' || FOR_MODELS.includes(key);
}

/** All that is shown for an operation, in each of the ways to set its switches. */
function shown({ node, resource, operation }: Described, tool: boolean): INodeProperties[][] {
	const description = descriptionOf(node, tool);
	const mine = description.properties.filter(({ displayOptions }) => displayOptions?.show?.resource?.includes(resource) && displayOptions.show.operation?.includes(operation));
	return settingsOf(mine).map((setting) => visibleProperties(description, { resource, operation, ...setting }));
}

describe.each(['in a workflow', 'as an AI tool'])('the fields of an operation, %s', (way) => {
	const tool = way === 'as an AI tool';

	it.each(OPERATIONS)('$key: each shown once, none of another operation', (each) => {
		for (const properties of shown(each, tool)) {
			const names = properties.map(({ name }) => name);
			expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
			expect(names.slice(0, tool ? 3 : 2)).toEqual([...(tool ? ['toolDescription'] : []), 'resource', 'operation']);
			for (const { name, displayOptions } of properties.filter(({ name }) => name !== 'resource')) {
				expect({ name, resource: displayOptions?.show?.resource }).toEqual({ name, resource: [each.resource] });
				if (name !== 'operation') expect({ name, operation: displayOptions?.show?.operation }).toEqual({ name, operation: [each.operation] });
			}
		}
	});

	it.each(OPERATIONS)('$key: none that is never shown, and each that must be filled in can be', (each) => {
		const seen = new Set(shown(each, tool).flat());
		const { properties } = descriptionOf(each.node, tool);
		const unseen = properties.filter(
			(property) =>
				property.displayOptions?.show?.resource?.includes(each.resource) &&
				property.displayOptions.show.operation?.includes(each.operation) &&
				property.displayOptions.show['@tool']?.[0] !== !tool &&
				property.displayOptions.hide?.['@tool']?.[0] !== tool &&
				!seen.has(property),
		);
		expect(unseen.map(({ name }) => name)).toEqual([]);
		for (const { name, type } of [...seen].filter(({ required }) => required)) expect({ name, type }).not.toMatchObject({ type: 'hidden' });
	});

	it.each(OPERATIONS)('$key: what n8n fills in is there for every field that is shown', (each) => {
		const defaults = defaultsOf(each, tool);
		for (const { name } of visibleProperties(descriptionOf(each.node, tool), defaults)) expect(defaults).toHaveProperty(name);
	});
});

describe('the operations', () => {
	it('read well in the list of nodes', () => {
		for (const { action, description } of OPERATIONS) {
			expect(action).toMatch(/^[A-Z][a-z]+( [a-zA-Z0-9'-]+)+$/);
			expect(description).toMatch(/^[A-Z].*[^.]$/);
		}
		const actions = OPERATIONS.map(({ action }) => action);
		expect(new Set(actions).size).toBe(actions.length);
	});

	it('are those of their resource, and none begins with one that there is not', () => {
		for (const { description } of Object.values(NODES)) {
			const resource = description.properties.find(({ name }) => name === 'resource');
			const values = (resource?.options ?? []).map((option) => ('value' in option ? option.value : null));
			expect(values).toContain(resource?.default);
			const offered = new Set(OPERATIONS.filter(({ node }) => NODES[node].description === description).map((each) => each.resource));
			expect([...offered].sort()).toEqual([...values].sort());
			for (const { options, default: first } of description.properties.filter(({ name }) => name === 'operation')) {
				expect((options ?? []).map((option) => ('value' in option ? option.value : null))).toContain(first);
			}
		}
	});

	it('call a field by one name everywhere', () => {
		const names = new Map<string, Set<string>>();
		for (const { description } of Object.values(NODES)) {
			for (const { name, displayName, displayOptions } of description.properties) {
				const key = name === 'workflowId' || name === 'executionId' ? `${name} ${description.name}` : name;
				if (displayOptions?.show?.['@tool']) continue;
				names.set(key, (names.get(key) ?? new Set()).add(displayName));
			}
		}
		const several = [...names].filter(([, each]) => each.size > 1).map(([name, each]) => [name, [...each].sort()]);
		expect(several).toEqual([['workflowId monitor', ['Workflow', 'Workflow ID']]]);
	});

	it('tell a model more than their names, and none is told the same', () => {
		const told = OPERATIONS.filter(isForModels).map((each) => {
			const [text] = visibleProperties(descriptionOf(each.node, true), { resource: each.resource, operation: each.operation }).filter(({ name }) => name === 'toolDescription');
			return String(text.default);
		});
		for (const text of told) expect(text.length).toBeGreaterThan(40);
		expect(new Set(told).size).toBe(told.length);
	});

	it('let a model fill in a range of time, ids and what it has to say, and offer it nothing else to do', () => {
		for (const each of OPERATIONS.filter(isForModels)) {
			const defaults = defaultsOf(each, true);
			for (const name of ['timeRange', 'alertId', 'groupId', 'notes'].filter((name) => name in defaults)) {
				expect(defaults[name]).toMatch(/^=\{\{ \/\*n8n-auto-generated-fromAI-override\*\/ \$fromAI\('[A-Za-z_]+', `[^`]+`, 'string'\) \}\}$/);
			}
		}
		const { properties } = NODES.monitor.description;
		const offered = (property: INodeProperties) =>
			(property.options ?? []).flatMap((option) => ('value' in option && option.displayOptions?.hide?.['@tool'] === undefined ? [String(option.value)] : []));
		const resources = offered(properties.find(({ name }) => name === 'resource')!);
		const operations = properties.filter(({ name }) => name === 'operation').flatMap((property) => {
			const [resource] = property.displayOptions?.show?.resource ?? [];
			return resources.includes(String(resource)) ? offered(property).map((operation) => `monitor.${String(resource)}.${operation}`) : [];
		});
		expect(operations.sort()).toEqual(FOR_MODELS);
	});
});
