import type { INodeProperties } from 'n8n-workflow';
import * as getAll from './getAll.operation';
import * as getSeries from './getSeries.operation';

export { getAll, getSeries };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['metric'] } },
		options: [
			{
				name: 'Get Many',
				value: 'getAll',
				description: 'Which metrics people have defined, with their types, units and labels',
				action: 'Get many metrics',
			},
			{
				name: 'Get Series',
				value: 'getSeries',
				description: 'Values of a metric over a range of time, step by step',
				action: 'Get the series of a metric',
			},
		],
		default: 'getSeries',
	},
	...getAll.description,
	...getSeries.description,
];
