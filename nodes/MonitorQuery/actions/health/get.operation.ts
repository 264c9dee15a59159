import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { emptyHealth, healthQuestion } from '../../../../monitoring/workflow-monitor';
import { chosen, chosenField } from '../../../chosen-field';
import type { Work } from '../../../Monitor/run-items';
import { hintOfState } from '../../hints';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['health'], operation: ['get'] } },
	[
		chosenField(
			{
				displayName: 'Instance',
				name: 'instanceId',
				description: 'Another n8n that records into this database; empty means this n8n',
			},
			{ search: 'searchInstances', example: '3f0c…' },
		),
	],
);

/** One item: how the monitoring is, and whether anything is recorded at all. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const given = { instanceId: chosen(this.getNodeParameter('instanceId', index, '')) };
	const question = healthQuestion(given, Date.now());
	return async (database) => {
		const { answer, monitoring } = await database.orEmpty(
			async () => await database.health(question),
			emptyHealth,
		);
		hintOfState(this, index, monitoring);
		return [{ ...answer, monitoring }];
	};
}
