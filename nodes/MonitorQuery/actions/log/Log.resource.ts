import type { INodeProperties } from 'n8n-workflow';
import * as getAll from './getAll.operation';

export { getAll };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['log'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getAll',
				description: 'Log rows of executions, the newest first',
				action: 'Get many logs',
			},
		],
		default: 'getAll',
	},
	...getAll.description,
];
