import {
	NodeOperationError,
	tryToParseDateTime,
	type IExecuteFunctions,
	type INodeProperties,
} from 'n8n-workflow';
import { chosen, chosenField, orByModel } from '../../chosen-field';
import type { Saved } from '../../../monitoring/workflow-monitor';

export const workflowIdField: INodeProperties = {
	displayName: 'Workflow ID',
	name: 'workflowId',
	type: 'string',
	default: '={{ $workflow.id }}',
	description: 'The workflow it belongs to; empty means this one',
};

export const executionIdField: INodeProperties = {
	displayName: 'Execution ID',
	name: 'executionId',
	type: 'string',
	default: '={{ $execution.id }}',
	description: 'The execution it belongs to; empty means this one',
};

/** Entries of a collection. */
export const nodeIdField: INodeProperties = {
	displayName: 'Node ID',
	name: 'nodeId',
	type: 'string',
	default: '',
	description: 'The ID of the node it is about',
};

export const nodeNameField: INodeProperties = {
	displayName: 'Node Name',
	name: 'nodeName',
	type: 'string',
	default: '',
	description: 'The name of the node it is about',
};

export const metadataField: INodeProperties = {
	displayName: 'Metadata',
	name: 'metadata',
	type: 'json',
	default: '{}',
	description: 'A JSON object with whatever else belongs to it; secrets in it are masked',
};

const EXAMPLE_ID = '6f1d0c3a-9b1e-8c55-a1d2-0f6f3f1c7a10';

export const groupIdFields = orByModel(
	chosenField(
		{
			displayName: 'Error Group',
			name: 'groupId',
			required: true,
			description: 'The list begins with the one seen last. By ID: as Monitor Query gives it with each error and group.',
		},
		{ search: 'searchErrorGroups', example: EXAMPLE_ID },
	),
	'The group_id of the group of errors',
);

export const alertIdFields = orByModel(
	chosenField(
		{
			displayName: 'Alert',
			name: 'alertId',
			required: true,
			description: 'The list begins with the newest. By ID: as Monitor Query gives it.',
		},
		{ search: 'searchAlerts', example: EXAMPLE_ID },
	),
	'The id of the alert',
);

export const errorIdField = chosenField(
	{
		displayName: 'Error',
		name: 'errorId',
		required: true,
		description: 'The list begins with the newest. By ID: as Monitor Query gives it.',
	},
	{ search: 'searchErrors', example: EXAMPLE_ID },
);

/** Who changes something, and what there is to say. */
export const byField: INodeProperties = {
	displayName: 'By',
	name: 'by',
	type: 'string',
	default: '',
	description: 'Who does it',
};

export const notesField: INodeProperties = {
	displayName: 'Notes',
	name: 'notes',
	type: 'string',
	typeOptions: { rows: 2 },
	default: '',
	description: 'What there is to say',
};

/** What a row belongs to: as given, or the running execution. */
export function placeOf(
	context: IExecuteFunctions,
	index: number,
): { workflowId: unknown; executionId: unknown } {
	const workflowId: unknown = context.getNodeParameter('workflowId', index, '');
	const executionId: unknown = context.getNodeParameter('executionId', index, '');
	return {
		workflowId: isEmpty(workflowId) ? context.getWorkflow().id : workflowId,
		executionId: isEmpty(executionId) ? context.getExecutionId() : executionId,
	};
}

/** Parameters by their names, and whatever was added in the collection. */
export function givenFields(
	context: IExecuteFunctions,
	index: number,
	names: readonly string[],
	collection = 'additionalFields',
): Record<string, unknown> {
	const added = context.getNodeParameter(collection, index, {}) as object;
	const given: Record<string, unknown> = { ...added };
	for (const name of names) given[name] = chosen(context.getNodeParameter(name, index, undefined));
	return given;
}

/** The item of a created row. */
export function asItem({ id, queued, row }: Saved): object {
	return { ...row, id, queued };
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** A time of the editor's: without an offset it is one of the workflow's time zone. */
export function instantOf(context: IExecuteFunctions, name: string, value: unknown, index: number): Date {
	try {
		return tryToParseDateTime(value, context.getTimezone()).toJSDate();
	} catch {
		const shown =
			typeof value === 'string' ? JSON.stringify(value.slice(0, 100)) : `a ${typeof value}`;
		throw new NodeOperationError(
			context.getNode(),
			`"${name}": ${shown} is not allowed. Allowed: a time such as 2026-01-31T08:00:00Z`,
			{ itemIndex: index },
		);
	}
}
