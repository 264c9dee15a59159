import { existsSync } from 'node:fs';
import path from 'node:path';
import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { Monitor } from '../../nodes/Monitor/Monitor.node';
import { MonitorQuery } from '../../nodes/MonitorQuery/MonitorQuery.node';
import { MonitorTrigger } from '../../nodes/MonitorTrigger/MonitorTrigger.node';
import { operationsOf } from '../../nodes/operations';
import { ROOT } from './papers';

export const NODES_PAPER = 'docs/nodes.md';

/** The picture of a node's panel, or of one of its resources, below docs/screenshots. */
export function pictureOf(node: string, resource?: string): string {
	const name = [node, ...(resource === undefined ? [] : [resource])].join('-');
	return `panel-${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** `docs/nodes.md` as the descriptions of the nodes have it. */
export function nodesPaper(): string {
	return [
		'# The nodes',
		'',
		'What each operation does, with the panel that the editor shows. Made from the nodes themselves: `MONITOR_TEST_WRITE_PAPERS=1 npm test -- unit --testPathPatterns nodes-paper`, and the pictures by `npm run screenshots`.',
		'',
		...trigger(new MonitorTrigger().description),
		...[new Monitor(), new MonitorQuery()].flatMap(({ description }) => resources(description)),
	].join('\n');
}

function trigger(description: INodeTypeDescription): string[] {
	return [...heading(description), ...picture(description.name), ...optionsOf(description, 'events').map(line), ''];
}

function resources(description: INodeTypeDescription): string[] {
	const operations = operationsOf(description.properties);
	return [
		...heading(description),
		...asTool(description),
		...optionsOf(description, 'resource').flatMap(({ name, value }) => [
			`### ${name}`,
			'',
			...picture(description.name, String(value)),
			...operations
				.filter(({ resource }) => resource === value)
				.map(({ action, description: text }) => line({ name: action, value: '', description: text })),
			'',
		]),
	];
}

function asTool({ name }: INodeTypeDescription): string[] {
	const shown = picture(`${name}Tool`);
	return shown.length === 0 ? [] : ['As a tool of an AI agent it has a description for the model, which fills in ranges of time and ids itself:', '', ...shown];
}

function heading({ displayName, description }: INodeTypeDescription): string[] {
	return [`## ${displayName}`, '', `${description}.`, ''];
}

/** The line of a picture and an empty one, where it has been taken. */
function picture(node: string, resource?: string): string[] {
	const file = `screenshots/${pictureOf(node, resource)}.png`;
	return existsSync(path.join(ROOT, 'docs', file)) ? [`![The panel](${file})`, ''] : [];
}

function line({ name, description = '' }: INodePropertyOptions): string {
	return `- **${name}**: ${description.charAt(0).toLowerCase()}${description.slice(1)}`;
}

function optionsOf({ properties }: INodeTypeDescription, name: string): INodePropertyOptions[] {
	return (properties.find((each) => each.name === name)?.options ?? []) as INodePropertyOptions[];
}
