import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

/** Which workflow a setting is for. */
export const targetFields: INodeProperties[] = [
	{
		displayName: 'All Workflows',
		name: 'allWorkflows',
		type: 'boolean',
		default: false,
		description: 'Whether it holds for all workflows that have no setting of their own',
	},
	{
		displayName: 'Workflow ID',
		name: 'workflowId',
		type: 'string',
		default: '={{ $workflow.id }}',
		displayOptions: { show: { allWorkflows: [false] } },
		description: 'The workflow it holds for; empty means this one',
	},
];

export const byField: INodeProperties = {
	displayName: 'Additional Fields',
	name: 'additionalFields',
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	options: [{ displayName: 'By', name: 'by', type: 'string', default: '', description: 'Who does it' }],
};

/** The workflow of an item; undefined means all. */
export function targetOf(context: IExecuteFunctions, index: number): unknown {
	if (context.getNodeParameter('allWorkflows', index, false) === true) return undefined;
	return context.getNodeParameter('workflowId', index, '') || context.getWorkflow().id;
}
