import type { INodeProperties } from 'n8n-workflow';
import * as define from './define.operation';
import * as record from './record.operation';

export { define, record };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['metric'] } },
		options: [
			{
				name: 'Define',
				value: 'define',
				description: 'Say what a metric is: its type, unit and labels',
				action: 'Define a metric',
			},
			{
				name: 'Record',
				value: 'record',
				description: 'Record a value of a metric of your own',
				action: 'Record a metric',
			},
		],
		default: 'record',
	},
	...define.description,
	...record.description,
];
