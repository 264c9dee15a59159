import type { INodeProperties } from 'n8n-workflow';
import * as explain from './explain.operation';
import * as get from './get.operation';
import * as getAll from './getAll.operation';
import * as getTrace from './getTrace.operation';

export { explain, get, getAll, getTrace };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['execution'] } },
		options: [
			{
				name: 'Explain',
				value: 'explain',
				description: 'What happened in one execution in a few sentences, with their figures',
				action: 'Explain an execution',
			},
			{
				name: 'Get',
				value: 'get',
				description: 'One execution with its errors, its sub-workflows and its retries',
				action: 'Get an execution',
			},
			{
				name: 'Get Many',
				value: 'getAll',
				description: 'Executions, the one that started last first',
				action: 'Get many executions',
			},
			{
				name: 'Get Trace',
				value: 'getTrace',
				description: 'One execution step by step, as a tree with times',
				action: 'Get the trace of an execution',
			},
		],
		default: 'getAll',
	},
	...explain.description,
	...get.description,
	...getAll.description,
	...getTrace.description,
];
