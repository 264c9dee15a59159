import type { INodeProperties } from 'n8n-workflow';
import * as clearLogLevel from './clearLogLevel.operation';
import * as setImportance from './setImportance.operation';
import * as setLogLevel from './setLogLevel.operation';

export { clearLogLevel, setImportance, setLogLevel };

export const description: INodeProperties[] = [
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['workflow'] } },
		options: [
			{
				name: 'Clear Log Level',
				value: 'clearLogLevel',
				description: "Go back to the level of the workflow's monitor",
				action: 'Clear the log level of a workflow',
			},
			{
				name: 'Set Importance',
				value: 'setImportance',
				description: 'Say how much a workflow matters',
				action: 'Set the importance of a workflow',
			},
			{
				name: 'Set Log Level',
				value: 'setLogLevel',
				description: 'Record more or less of a workflow from now on',
				action: 'Set the log level of a workflow',
			},
		],
		default: 'setLogLevel',
	},
	...clearLogLevel.description,
	...setImportance.description,
	...setLogLevel.description,
];
