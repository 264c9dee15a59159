import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { liveStatusQuestion, noLiveStatus } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { hintOfState } from '../../hints';
import { workflowField, workflowIdOf } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['liveStatus'], operation: ['get'] } },
	[
		{
			...workflowField,
			required: true,
			description: 'The workflow whose running execution is looked at',
		},
		{
			displayName: 'Execution ID',
			name: 'executionId',
			type: 'string',
			default: '',
			description:
				'A certain execution in whatever state; empty means the running one that started last',
		},
		{
			displayName: 'Include Logs',
			name: 'logs',
			type: 'boolean',
			default: true,
			description: 'Whether to return the ten newest logs of the execution with it',
		},
	],
);

/** One item: the state of one execution; where none runs, its fields are null, and what waits or is queued stands there. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const question = liveStatusQuestion(
		workflowIdOf(this, index),
		this.getNodeParameter('executionId', index, ''),
		this.getNodeParameter('logs', index, true),
	);
	return async (database) => {
		const { answer, monitoring } = await database.orEmpty(
			async () => await database.liveStatus(question),
			() => noLiveStatus(question.workflowId),
		);
		hintOfState(this, index, monitoring);
		return [{ ...answer, monitoring }];
	};
}
