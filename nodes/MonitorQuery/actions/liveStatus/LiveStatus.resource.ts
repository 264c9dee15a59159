import type { INodeProperties } from 'n8n-workflow';
import * as get from './get.operation';

export { get };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['liveStatus'] } },
		options: [
			{
				name: 'Get',
				value: 'get',
				description: 'How far the running execution of a workflow is',
				action: 'Get the live status of a workflow',
			},
		],
		default: 'get',
	},
	...get.description,
];
