import type { INodeProperties } from 'n8n-workflow';
import * as get from './get.operation';

export { get };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['health'] } },
		options: [
			{
				name: 'Get',
				value: 'get',
				description: 'Whether all is recorded, where records went, and who records',
				action: 'Get the health of the monitoring',
			},
		],
		default: 'get',
	},
	...get.description,
];
