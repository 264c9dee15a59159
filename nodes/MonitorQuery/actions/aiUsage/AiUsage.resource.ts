import type { INodeProperties } from 'n8n-workflow';
import * as get from './get.operation';
import * as getPrices from './getPrices.operation';

export { get, getPrices };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['aiUsage'] } },
		options: [
			{
				name: 'Get',
				value: 'get',
				description: 'Tokens, cost, failures and latency of language models by model, node, execution, workflow or day',
				action: 'Get AI usage',
			},
			{
				name: 'Get Prices',
				value: 'getPrices',
				description: 'What was set with Monitor for a million tokens of each model',
				action: 'Get AI prices',
			},
		],
		default: 'get',
	},
	...get.description,
	...getPrices.description,
];
