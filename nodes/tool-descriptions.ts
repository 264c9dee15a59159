import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** What a model is to know of an operation beyond its name: what comes back, and what to do with it. */
export type ToolTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * A field for each operation with what a model is told about it, shown where the node is an AI tool. Its name keeps
 * n8n from making up "Get many errors in Monitor Query" instead.
 */
export function toolDescriptions(properties: INodeProperties[], texts: ToolTexts): INodeProperties[] {
	return properties.filter(isOperation).flatMap(({ options, displayOptions }) => {
		const resource = String(displayOptions?.show?.resource?.[0]);
		return (options as INodePropertyOptions[]).map(({ value, action, description }) => ({
			...TOOL_DESCRIPTION,
			default: texts[resource]?.[String(value)] ?? `${action}. ${description}.`,
			displayOptions: { show: { '@tool': [true], resource: [resource], operation: [value] } },
		}));
	});
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

function isOperation({ name, type }: INodeProperties): boolean {
	return name === 'operation' && type === 'options';
}
