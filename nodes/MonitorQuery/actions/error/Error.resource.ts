import type { INodeProperties } from 'n8n-workflow';
import * as getAll from './getAll.operation';

export { getAll };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['error'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getAll',
				description: 'Errors of executions, the newest first',
				action: 'Get many errors',
			},
		],
		default: 'getAll',
	},
	...getAll.description,
];
