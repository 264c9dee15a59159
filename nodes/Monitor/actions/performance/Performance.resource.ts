import type { INodeProperties } from 'n8n-workflow';
import * as record from './record.operation';

export { record };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['performance'] } },
		options: [
			{
				name: 'Record',
				value: 'record',
				description: 'Set figures of an execution; they win over what was measured',
				action: 'Record performance',
			},
		],
		default: 'record',
	},
	...record.description,
];
