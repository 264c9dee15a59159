import type { INodeProperties } from 'n8n-workflow';
import * as getAll from './getAll.operation';
import * as getHistory from './getHistory.operation';

export { getAll, getHistory };

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
			{
				name: 'Get History',
				value: 'getHistory',
				description: 'What happened to an alert, and who did it',
				action: 'Get the history of an alert',
			},
		],
		default: 'getAll',
	},
	...getAll.description,
	...getHistory.description,
];
