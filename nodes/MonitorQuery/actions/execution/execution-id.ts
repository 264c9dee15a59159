import type { INodeProperties } from 'n8n-workflow';

export const executionIdField: INodeProperties = {
	displayName: 'Execution ID',
	name: 'executionId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 4711',
	description: 'The ID that n8n gave the execution',
};
