import type { INodeProperties } from 'n8n-workflow';
import * as create from './create.operation';

export { create };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['log'] } },
		options: [
			{
				name: 'Create',
				value: 'create',
				description: 'Add a log row to an execution',
				action: 'Create a log',
			},
		],
		default: 'create',
	},
	...create.description,
];
