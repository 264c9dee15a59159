import type { INodeProperties } from 'n8n-workflow';
import * as getAll from './getAll.operation';
import * as getBottlenecks from './getBottlenecks.operation';
import * as getPercentiles from './getPercentiles.operation';
import * as getTrends from './getTrends.operation';

export { getAll, getBottlenecks, getPercentiles, getTrends };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['performance'] } },
		options: [
			{
				name: 'Get Bottlenecks',
				value: 'getBottlenecks',
				description: 'Nodes by the time that they took themselves over a range of time',
				action: 'Get bottlenecks',
			},
			{
				name: 'Get Many',
				value: 'getAll',
				description: 'Durations and other figures of executions, the newest first',
				action: 'Get many performance rows',
			},
			{
				name: 'Get Percentiles',
				value: 'getPercentiles',
				description: 'How long executions or nodes take: median, p75 to p99, maximum, also by hour or day',
				action: 'Get percentiles of durations',
			},
			{
				name: 'Get Trends',
				value: 'getTrends',
				description: 'What got slower or faster, or fails more or less, since when and with which version',
				action: 'Get trends',
			},
		],
		default: 'getAll',
	},
	...getAll.description,
	...getBottlenecks.description,
	...getPercentiles.description,
	...getTrends.description,
];
