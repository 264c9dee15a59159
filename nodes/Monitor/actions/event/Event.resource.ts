import type { INodeProperties } from 'n8n-workflow';
import * as sendTest from './sendTest.operation';

export { sendTest };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['event'] } },
		options: [
			{
				name: 'Send Test',
				value: 'sendTest',
				description: 'Start the workflow of a Monitor Trigger with a sample, the way a real event does',
				action: 'Send a test event',
			},
		],
		default: 'sendTest',
	},
	...sendTest.description,
];
