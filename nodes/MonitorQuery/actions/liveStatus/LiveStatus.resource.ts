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
		displayOptions: { show: { resource: ['liveStatus'] } },
		options: [
			{
				name: 'Get',
				value: 'get',
				description: 'How far the running execution of a workflow is',
				action: 'Get the live status of a workflow',
			},
			{
				name: 'Get Many',
				value: 'getAll',
				description: 'How far the executions are that run now, of one workflow or of all',
				action: 'Get the live status of many executions',
			},
		],
		default: 'get',
	},
	...get.description,
	...getAll.description,
];
