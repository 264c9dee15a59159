import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { chosen, chosenField } from '../../chosen-field';
import { timesOf } from './time-range-field';

/** Which workflow; empty means all. */
export const workflowField = chosenField(
	{
		displayName: 'Workflow',
		name: 'workflowId',
		description: 'Only what belongs to this workflow; empty means all workflows',
	},
	{ search: 'searchWorkflows', example: 'fWkqE4jRKgZUBzBE' },
);

export const pageFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 1000 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

/** Entries of a collection of filters. */
export const executionFilter: INodeProperties = {
	displayName: 'Execution ID',
	name: 'executionId',
	type: 'string',
	default: '',
	description: 'Only what belongs to this execution',
};

export const afterFilter: INodeProperties = {
	displayName: 'After',
	name: 'after',
	type: 'json',
	default: '',
	description: 'The last row of the page before: goes on after it, whatever is recorded meanwhile',
};

export const offsetFilter: INodeProperties = {
	displayName: 'Offset',
	name: 'offset',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description: 'How many of the newest results to pass over',
};

export const modesFilter: INodeProperties = {
	displayName: 'Modes',
	name: 'modes',
	type: 'multiOptions',
	options: [
		{ name: 'All', value: 'all' },
		{ name: 'Chat', value: 'chat' },
		{ name: 'Command Line', value: 'cli' },
		{ name: 'Error Workflow', value: 'error' },
		{ name: 'Evaluation', value: 'evaluation' },
		{ name: 'Event of an App', value: 'event' },
		{ name: 'Form', value: 'form' },
		{ name: 'Manual', value: 'manual' },
		{ name: 'Other', value: 'other' },
		{ name: 'Partial', value: 'partial' },
		{ name: 'Production', value: 'production', description: 'All but manual, partial, evaluation and sub-workflow' },
		{ name: 'Retry', value: 'retry' },
		{ name: 'Schedule', value: 'schedule' },
		{ name: 'Sub-Workflow', value: 'sub_workflow' },
		{ name: 'Webhook', value: 'webhook' },
	],
	default: [],
	description: 'Only what belongs to executions of these modes',
};

export const instancesFilter: INodeProperties = {
	displayName: 'Instances',
	name: 'instances',
	type: 'string',
	default: '',
	placeholder: 'e.g. *',
	description:
		'IDs of n8n instances that record into this database, with commas between them, or * for all of them; empty means this n8n',
};

/** The workflow of an item, as its id; undefined means all. */
export function workflowIdOf(context: IExecuteFunctions, index: number): string | undefined {
	const value = chosen(context.getNodeParameter('workflowId', index, ''));
	// A number may come from an expression.
	return value === '' || value === null || value === undefined ? undefined : String(value);
}

/** The filters of an item and its range of time; times without an offset are those of the workflow's time zone. */
export function filtersOf(context: IExecuteFunctions, index: number): Record<string, unknown> {
	const { startTime, endTime, ...filters } = context.getNodeParameter('filters', index, {}) as Record<string, unknown>;
	for (const [name, value] of Object.entries(filters)) filters[name] = chosen(value);
	return { ...filters, ...timesOf(context, index, { startTime, endTime }) };
}
