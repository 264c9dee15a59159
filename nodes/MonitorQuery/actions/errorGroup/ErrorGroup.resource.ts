import type { INodeProperties } from 'n8n-workflow';
import * as get from './get.operation';
import * as getAll from './getAll.operation';

export { get, getAll };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['errorGroup'] } },
		options: [
			{
				name: 'Get',
				value: 'get',
				description: 'One group of errors with its days and its history',
				action: 'Get an error group',
			},
			{
				name: 'Get Many',
				value: 'getAll',
				description: 'Errors by their cause: how often, since when, who looks into it',
				action: 'Get many error groups',
			},
		],
		default: 'getAll',
	},
	...get.description,
	...getAll.description,
];
