import type { INodeProperties } from 'n8n-workflow';
import * as get from './get.operation';

export { get };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['dashboard'] } },
		options: [
			{
				name: 'Get',
				value: 'get',
				description: 'Counts, success rate and health of a period',
				action: 'Get the dashboard',
			},
		],
		default: 'get',
	},
	...get.description,
];
