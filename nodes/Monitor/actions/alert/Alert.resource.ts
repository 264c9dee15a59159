import type { INodeProperties } from 'n8n-workflow';
import * as acknowledge from './acknowledge.operation';
import * as create from './create.operation';
import * as resolve from './resolve.operation';

export { acknowledge, create, resolve };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['alert'] } },
		options: [
			{
				name: 'Acknowledge',
				value: 'acknowledge',
				description: 'Note that somebody looks after an alert',
				action: 'Acknowledge an alert',
			},
			{
				name: 'Create',
				value: 'create',
				description: 'Raise an alert',
				action: 'Create an alert',
			},
			{
				name: 'Resolve',
				value: 'resolve',
				description: 'Close an alert',
				action: 'Resolve an alert',
			},
		],
		default: 'create',
	},
	...acknowledge.description,
	...create.description,
	...resolve.description,
];
