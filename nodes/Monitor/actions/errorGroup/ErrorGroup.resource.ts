import type { INodeProperties } from 'n8n-workflow';
import { NOT_AS_TOOL } from '../../tool-texts';
import * as addNote from './addNote.operation';
import * as assign from './assign.operation';
import * as ignore from './ignore.operation';
import * as reopen from './reopen.operation';
import * as resolve from './resolve.operation';

export { addNote, assign, ignore, reopen, resolve };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['errorGroup'] } },
		options: [
			{
				name: 'Add Note',
				value: 'addNote',
				description: 'Add to the history of a group of errors',
				action: 'Add a note to an error group',
			},
			{
				name: 'Assign',
				value: 'assign',
				description: 'Say who looks into a group of errors',
				action: 'Assign an error group',
				displayOptions: NOT_AS_TOOL,
			},
			{
				name: 'Ignore',
				value: 'ignore',
				description: 'Leave a group of errors alone, for a time, for so many errors or for good',
				action: 'Ignore an error group',
				displayOptions: NOT_AS_TOOL,
			},
			{
				name: 'Reopen',
				value: 'reopen',
				description: 'Take back that a group of errors is resolved or ignored',
				action: 'Reopen an error group',
				displayOptions: NOT_AS_TOOL,
			},
			{
				name: 'Resolve',
				value: 'resolve',
				description: 'Note that the cause of a group of errors is mended',
				action: 'Resolve an error group',
				displayOptions: NOT_AS_TOOL,
			},
		],
		default: 'addNote',
	},
	...addNote.description,
	...assign.description,
	...ignore.description,
	...reopen.description,
	...resolve.description,
];
