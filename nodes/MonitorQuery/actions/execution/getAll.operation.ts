import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { executionQuestion, LIMIT_MAX, type MonitorDatabase } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import {
	afterFilter,
	endTimeFilter,
	filtersOf,
	instancesFilter,
	modesFilter,
	offsetFilter,
	pageFields,
	startTimeFilter,
	workflowField,
	workflowIdOf,
} from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['execution'], operation: ['getAll'] } },
	[
		workflowField,
		...pageFields,
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

type Question = ReturnType<typeof executionQuestion>;

/** One item an execution. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const returnAll = this.getNodeParameter('returnAll', index, false) === true;
	const question = executionQuestion({
		...filtersOf(this, index),
		workflowId: workflowIdOf(this, index),
		limit: returnAll ? LIMIT_MAX : this.getNodeParameter('limit', index, 50),
	});
	return async (database) => {
		const { answer, monitoring, missing } = await database.orEmpty(
			async () => (returnAll ? await readAll(database, question) : await database.executions(question)),
			() => [],
		);
		return missing ? [{ monitoring }] : answer;
	};
}

/** Page after page, each behind the last row of the one before. */
async function readAll(database: MonitorDatabase, question: Question): Promise<object[]> {
	const pages: object[][] = [];
	for (let next = question; ; ) {
		const page = await database.executions(next);
		pages.push(page);
		if (page.length < LIMIT_MAX) return pages.flat();
		const last = page[page.length - 1];
		const after = { startedAt: last.started_at, executionId: last.execution_id, instanceId: last.instance_id };
		next = { ...question, after, offset: 0 };
	}
}
