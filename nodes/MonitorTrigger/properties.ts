import type { INodeProperties } from 'n8n-workflow';

export const properties: INodeProperties[] = [
	{
		displayName:
			'While this workflow is published, executions are recorded into the Postgres of the credential: those of the whole n8n if its owner or an admin has it in the personal project, else those of its own project.',
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
			{
				name: 'When an Execution Succeeds With Errors',
				value: 'execution_succeeded_with_errors',
				action: 'When an execution succeeds with errors',
				description: 'It ended well, but on the way a node swallowed an error, put out failed items or was tried again',
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
			{ name: 'By Name', value: 'named' },
			{ name: 'By Tag', value: 'tagged' },
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
		displayName: 'Name Pattern',
		name: 'namePatterns',
		type: 'string',
		noDataExpression: true,
		default: '',
		placeholder: 'e.g. Shop *, Invoice ????',
		description:
			'Where * stands for any text and ? for one character, in any case; several patterns are separated by commas',
		displayOptions: { show: { workflows: ['named'] } },
	},
	{
		displayName: 'Tag Names or IDs',
		name: 'tagIds',
		type: 'multiOptions',
		noDataExpression: true,
		typeOptions: { loadOptionsMethod: 'loadTags' },
		default: [],
		description:
			'Whose workflows to watch; any of these tags will do. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { workflows: ['tagged'] } },
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
			{
				displayName: 'Most Node Rows per Execution',
				name: 'nodeRowsAtMost',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 1000000 },
				default: 10000,
				description: 'How many node runs of one execution get a log row; the rest is counted. Failed ones get one always.',
			},
			{
				displayName: 'Record Node Runs',
				name: 'nodeRows',
				type: 'boolean',
				default: true,
				description: 'Whether each run of a node gets a log row; failed ones get one always',
			},
			{
				displayName: 'Share of Successful Executions Kept in Detail',
				name: 'share',
				type: 'number',
				typeOptions: { minValue: 0, maxValue: 100 },
				default: 100,
				description:
					'In percent. The others are recorded without log rows; failures, executions of more than five seconds and those with handled errors always have them.',
			},
		],
	},
];
