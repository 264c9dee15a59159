import { NodeHelpers, type IDataObject, type INodeProperties, type INodePropertyOptions, type INodeTypeDescription } from 'n8n-workflow';
import { Monitor } from '../../nodes/Monitor/Monitor.node';
import { MonitorQuery } from '../../nodes/MonitorQuery/MonitorQuery.node';
import { operationsOf, type ListedOperation } from '../../nodes/operations';
import { asTool } from './Monitor/execute-context';

export const NODES = { monitor: new Monitor(), monitorQuery: new MonitorQuery() };

export interface Described extends ListedOperation {
	node: keyof typeof NODES;
	/** `monitorQuery.error.getAll` */
	key: string;
}

/** Every operation of our nodes that run in a workflow. */
export const OPERATIONS: Described[] = (['monitor', 'monitorQuery'] as const).flatMap((node) =>
	operationsOf(NODES[node].description.properties).map((each) => ({ ...each, node, key: `${node}.${each.resource}.${each.operation}` })),
);

/** What n8n fills in where nothing is chosen but the operation, as a node of a workflow or as an AI tool. */
export function defaultsOf({ node, resource, operation }: Described, tool = false): IDataObject {
	const description = descriptionOf(node, tool);
	return NodeHelpers.getNodeParameters(description.properties, { resource, operation }, true, false, { typeVersion: 1 }, description) as IDataObject;
}

export function descriptionOf(node: keyof typeof NODES, tool = false): INodeTypeDescription {
	const { description } = NODES[node];
	return tool ? asTool(description) : description;
}

/** Every way to set the switches and choices of these properties that others depend on. */
export function settingsOf(properties: INodeProperties[]): IDataObject[] {
	const decisive = new Set(properties.flatMap(({ displayOptions }) => Object.keys({ ...displayOptions?.show, ...displayOptions?.hide })));
	return properties
		.filter(({ name, type }) => decisive.has(name) && name !== 'resource' && name !== 'operation' && (type === 'boolean' || type === 'options'))
		.reduce<IDataObject[]>(
			(settings, { name, type, options }) =>
				settings.flatMap((setting) => valuesOf(type, options as INodePropertyOptions[]).map((value) => ({ ...setting, [name]: value }))),
			[{}],
		);
}

function valuesOf(type: string, options: INodePropertyOptions[]): Array<boolean | string | number> {
	return type === 'boolean' ? [true, false] : options.map(({ value }) => value);
}
