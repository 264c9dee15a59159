import type { INodeProperties } from 'n8n-workflow';
import * as create from './create.operation';
import * as reopen from './reopen.operation';
import * as resolve from './resolve.operation';

export { create, reopen, resolve };

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
				name: 'Reopen',
				value: 'reopen',
				description: 'Take back that an error is resolved',
				action: 'Reopen an error',
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
	...reopen.description,
	...resolve.description,
];
