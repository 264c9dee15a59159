import type { INodeProperties } from 'n8n-workflow';
import * as create from './create.operation';
import * as resolve from './resolve.operation';

export { create, resolve };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['error'] } },
		options: [
			{
				name: 'Create',
				value: 'create',
				description: 'Record an error of an execution',
				action: 'Create an error',
			},
			{
				name: 'Resolve',
				value: 'resolve',
				description: 'Note that an error is mended',
				action: 'Resolve an error',
			},
		],
		default: 'create',
	},
	...create.description,
	...resolve.description,
];
