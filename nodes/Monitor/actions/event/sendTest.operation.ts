import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { testEventTarget } from '../../../../monitoring/workflow-monitor';
import { chosen, chosenField } from '../../../chosen-field';
import type { Work } from '../../run-items';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['event'], operation: ['sendTest'] } },
	[
		chosenField(
			{
				displayName: 'Workflow of the Monitor Trigger',
				name: 'monitorWorkflowId',
				description: 'The published workflow to start; empty means those of all Monitor Triggers',
			},
			{ search: 'searchWorkflows', example: 'fWkqE4jRKgZUBzBE' },
		),
	],
);

/** One item for each Monitor Trigger that was sent a test. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const target = testEventTarget(chosen(this.getNodeParameter('monitorWorkflowId', index, '')));
	return async (database) => await database.sendTestEvent(target);
}
