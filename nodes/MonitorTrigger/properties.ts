import type { INodeProperties } from 'n8n-workflow';

export const properties: INodeProperties[] = [
	{
		displayName:
			'While this workflow is published, every execution of this n8n is recorded into the Postgres of the credential.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Trigger On',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Never, Only Record',
				value: 'none',
				action: 'Only record',
				description: 'Record, and start nothing',
			},
			{
				name: 'When an Execution Fails',
				value: 'execution_failed',
				action: 'When an execution fails',
				description: 'Errors, crashes, time-outs and shutdowns; not what somebody stopped by hand',
			},
			{
				name: 'When an Execution Finishes',
				value: 'execution_finished',
				action: 'When an execution finishes',
				description: 'Every end, whatever the outcome',
			},
		],
		default: 'execution_failed',
		hint: 'Executions of this workflow, and what they start, never start it again',
	},
	{
		displayName: 'Workflows',
		name: 'workflows',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All', value: 'all' },
			{ name: 'All But Selected', value: 'except' },
			{ name: 'Selected', value: 'selected' },
		],
		default: 'all',
		description: 'Which workflows to watch; holds for recording and for starting this workflow alike',
	},
	{
		displayName: 'Workflow Names or IDs',
		name: 'workflowIds',
		type: 'multiOptions',
		noDataExpression: true,
		typeOptions: { loadOptionsMethod: 'loadWorkflows' },
		default: [],
		description:
			'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		displayOptions: { show: { workflows: ['selected', 'except'] } },
	},
	{
		displayName: 'Include Manual Runs',
		name: 'manualRuns',
		type: 'boolean',
		noDataExpression: true,
		default: true,
		description: 'Whether runs started in the editor are watched too; they never count in figures',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Log Level',
				name: 'level',
				type: 'options',
				options: [
					{ name: 'Debug', value: 'debug', description: 'Also when each node starts' },
					{ name: 'Error', value: 'error', description: 'Only what failed' },
					{ name: 'Info', value: 'info', description: 'Every node run' },
					{ name: 'Warn', value: 'warn', description: 'What was stopped or failed' },
				],
				default: 'info',
				description: 'The least level of log rows that are recorded',
			},
		],
	},
];
