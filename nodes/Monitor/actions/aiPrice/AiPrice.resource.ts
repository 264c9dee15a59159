import type { INodeProperties } from 'n8n-workflow';
import * as remove from './remove.operation';
import * as set from './set.operation';

export { remove, set };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['aiPrice'] } },
		options: [
			{
				name: 'Remove',
				value: 'remove',
				description: 'Remove what a language model costs, from one time on or altogether',
				action: 'Remove an AI price',
			},
			{
				name: 'Set',
				value: 'set',
				description: 'Say what the tokens of a language model cost; costs of past runs follow',
				action: 'Set an AI price',
			},
		],
		default: 'set',
	},
	...remove.description,
	...set.description,
];
