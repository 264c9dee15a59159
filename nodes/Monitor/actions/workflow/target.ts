import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { chosen, chosenField } from '../../../chosen-field';

/** Which workflow a setting is for. */
export const targetFields: INodeProperties[] = [
	{
		displayName: 'All Workflows',
		name: 'allWorkflows',
		type: 'boolean',
		default: false,
		description: 'Whether it holds for all workflows that have no setting of their own',
	},
	chosenField(
		{
			displayName: 'Workflow',
			name: 'workflowId',
			displayOptions: { show: { allWorkflows: [false] } },
			description: 'The workflow it holds for; empty means this one',
		},
		{ search: 'searchWorkflows', example: 'fWkqE4jRKgZUBzBE' },
	),
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
	return chosen(context.getNodeParameter('workflowId', index, '')) || context.getWorkflow().id;
}
