import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { liveStatusQuestion, noLiveStatus } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
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
	],
);

/** One item: the state of one execution; where none runs, its fields are null. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const question = liveStatusQuestion(
		workflowIdOf(this, index),
		this.getNodeParameter('executionId', index, ''),
	);
	return async (database) => {
		const { answer, monitoring } = await database.orEmpty(
			async () => await database.liveStatus(question),
			() => null,
		);
		return [{ ...(answer ?? noLiveStatus(question.workflowId)), monitoring }];
	};
}
