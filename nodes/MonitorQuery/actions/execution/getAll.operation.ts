import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { executionQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import {
	afterFilter,
	instancesFilter,
	modesFilter,
	offsetFilter,
	pageFields,
	simplifyField,
	workflowField,
} from '../fields';
import { listRows } from '../list-rows';
import { endTimeFilter, startTimeFilter, timeRangeFields } from '../time-range-field';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['execution'], operation: ['getAll'] } },
	[
		workflowField,
		...timeRangeFields('any_time'),
		...pageFields,
		simplifyField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			options: [
				afterFilter,
				endTimeFilter,
				{
					displayName: 'Has Handled Errors',
					name: 'handledErrors',
					type: 'boolean',
					default: true,
					description: 'Whether the workflow went on from errors',
				},
				instancesFilter,
				{
					displayName: 'Minimum Duration (Ms)',
					name: 'minDuration',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'Only executions that took so long at least, waiting included',
				},
				modesFilter,
				offsetFilter,
				{
					displayName: 'Outcome',
					name: 'outcome',
					type: 'multiOptions',
					options: [
						{ name: 'Failed', value: 'failed' },
						{ name: 'Stopped', value: 'stopped' },
						{ name: 'Succeeded', value: 'succeeded' },
						{ name: 'Succeeded with Errors', value: 'succeeded_with_errors' },
					],
					default: [],
					description: 'Only executions that ended so; none chosen means all',
				},
				{
					displayName: 'Parent Execution ID',
					name: 'parentExecutionId',
					type: 'string',
					default: '',
					description: 'Only sub-workflow executions of this one',
				},
				{
					displayName: 'Retry Of',
					name: 'retryOf',
					type: 'string',
					default: '',
					description: 'Only retries of the execution with this ID',
				},
				startTimeFilter,
				{
					displayName: 'Status',
					name: 'status',
					type: 'multiOptions',
					options: [
						{ name: 'Canceled', value: 'canceled' },
						{ name: 'Crashed', value: 'crashed' },
						{ name: 'Error', value: 'error' },
						{ name: 'Queued', value: 'queued' },
						{ name: 'Running', value: 'running' },
						{ name: 'Success', value: 'success' },
						{ name: 'Waiting', value: 'waiting' },
					],
					default: [],
					description: 'Only executions in these states; none chosen means all',
				},
			],
		},
	],
);

/** What people want of a row. */
const COLUMNS = [
	'started_at', 'workflow_name', 'status', 'outcome', 'duration', 'mode', 'last_node', 'node_runs',
	'handled_errors', 'items_out', 'end_reason', 'execution_id', 'workflow_id',
] as const;

/** One item an execution. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return listRows(this, index, {
		ask: executionQuestion,
		read: async (database, question) => await database.executions(question),
		placeOf: ({ started_at, execution_id, instance_id }) => ({ startedAt: started_at, executionId: execution_id, instanceId: instance_id }),
		columns: COLUMNS,
	});
}
