import type { INodeProperties } from 'n8n-workflow';
import * as getAll from './getAll.operation';

export { getAll };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['performance'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getAll',
				description: 'Durations and other figures of executions, the newest first',
				action: 'Get many performance rows',
			},
		],
		default: 'getAll',
	},
	...getAll.description,
];
