import type { INodeProperties } from 'n8n-workflow';
import { operationsOf } from './operations';

/** What a model is to know of an operation beyond its name: what comes back, and what to do with it. */
export type ToolTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * A field for each operation with what a model is told about it, shown where the node is an AI tool. Its name keeps
 * n8n from making up "Get many errors in Monitor Query" instead.
 */
export function toolDescriptions(properties: INodeProperties[], texts: ToolTexts): INodeProperties[] {
	return operationsOf(properties).map(({ resource, operation, action, description }) => ({
		...TOOL_DESCRIPTION,
		default: texts[resource]?.[operation] ?? `${action}. ${description}.`,
		displayOptions: { show: { '@tool': [true], resource: [resource], operation: [operation] } },
	}));
}

const TOOL_DESCRIPTION: INodeProperties = {
	displayName: 'Tool Description',
	name: 'toolDescription',
	type: 'string',
	typeOptions: { rows: 4 },
	required: true,
	default: '',
	description: 'What the model is told that this tool does; the more exactly, the better it is used',
};
