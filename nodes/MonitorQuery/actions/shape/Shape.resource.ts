import type { INodeProperties } from 'n8n-workflow';
import * as compare from './compare.operation';
import * as getAll from './getAll.operation';
import * as getYield from './getYield.operation';

export { compare, getAll, getYield };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['shape'] } },
		options: [
			{
				name: 'Compare',
				value: 'compare',
				description: 'Fields that came, went, turned empty or are no longer empty, and the execution that began it',
				action: 'Compare two shapes',
			},
			{
				name: 'Get Many',
				value: 'getAll',
				description: 'Which fields the items of nodes have and had, and what was new each time',
				action: 'Get many shapes',
			},
			{
				name: 'Get Yield',
				value: 'getYield',
				description: 'How many items workflows or nodes yield, and how often none',
				action: 'Get the yield',
			},
		],
		default: 'getAll',
	},
	...compare.description,
	...getAll.description,
	...getYield.description,
];
