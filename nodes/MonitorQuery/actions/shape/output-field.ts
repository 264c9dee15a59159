import type { INodeProperties } from 'n8n-workflow';

export const outputField: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description: 'Number of the output of the node; the first one is 0',
};
