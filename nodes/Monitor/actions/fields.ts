import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
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
	for (const name of names) given[name] = context.getNodeParameter(name, index, undefined);
	return given;
}

/** The item of a created row. */
export function asItem({ id, queued, row }: Saved): object {
	return { ...row, id, queued };
}

function isEmpty(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}
