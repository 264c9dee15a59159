import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { liveStatusesQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { hintOfState } from '../../hints';
import { workflowField, workflowIdOf } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['liveStatus'], operation: ['getAll'] } },
	[
		workflowField,
		{
			displayName: 'States',
			name: 'states',
			type: 'multiOptions',
			options: [
				{ name: 'Queued', value: 'queued' },
				{ name: 'Running', value: 'running' },
				{ name: 'Waiting', value: 'waiting' },
			],
			default: ['running'],
			description: 'Only executions in these states',
		},
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 100 },
			default: 50,
			description: 'Max number of results to return',
		},
		{
			displayName: 'Include Logs',
			name: 'logs',
			type: 'boolean',
			default: false,
			description: 'Whether to return the ten newest logs of each execution with it',
		},
	],
);

/** One item an execution that has not ended, the running ones first; none where nothing runs. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const question = liveStatusesQuestion({
		workflowId: workflowIdOf(this, index),
		states: this.getNodeParameter('states', index, []),
		logs: this.getNodeParameter('logs', index, false),
		limit: this.getNodeParameter('limit', index, 50),
	});
	return async (database) => {
		const { answer, monitoring, missing } = await database.orEmpty<object[]>(
			async () => await database.liveStatuses(question),
			() => [],
		);
		if (answer.length === 0) hintOfState(this, index, monitoring);
		return missing ? [{ monitoring }] : answer;
	};
}
