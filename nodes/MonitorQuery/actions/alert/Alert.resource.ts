import type { INodeProperties } from 'n8n-workflow';
import * as getAll from './getAll.operation';

export { getAll };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['alert'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getAll',
				description: 'Alerts, the newest first',
				action: 'Get many alerts',
			},
		],
		default: 'getAll',
	},
	...getAll.description,
];
