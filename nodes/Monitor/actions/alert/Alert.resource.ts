import type { INodeProperties } from 'n8n-workflow';
import { NOT_AS_TOOL } from '../../tool-texts';
import * as acknowledge from './acknowledge.operation';
import * as comment from './comment.operation';
import * as create from './create.operation';
import * as reopen from './reopen.operation';
import * as resolve from './resolve.operation';

export { acknowledge, comment, create, reopen, resolve };

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
				name: 'Comment',
				value: 'comment',
				description: 'Add to the history of an alert',
				action: 'Comment on an alert',
			},
			{
				name: 'Create',
				value: 'create',
				description: 'Raise an alert',
				action: 'Create an alert',
				displayOptions: NOT_AS_TOOL,
			},
			{
				name: 'Reopen',
				value: 'reopen',
				description: 'Take back that an alert is resolved',
				action: 'Reopen an alert',
				displayOptions: NOT_AS_TOOL,
			},
			{
				name: 'Resolve',
				value: 'resolve',
				description: 'Close an alert',
				action: 'Resolve an alert',
				displayOptions: NOT_AS_TOOL,
			},
		],
		default: 'acknowledge',
	},
	...acknowledge.description,
	...comment.description,
	...create.description,
	...reopen.description,
	...resolve.description,
];
