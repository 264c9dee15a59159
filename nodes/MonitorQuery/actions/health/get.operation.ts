import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { emptyHealth, healthQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['health'], operation: ['get'] } },
	[
		{
			displayName: 'Instance ID',
			name: 'instanceId',
			type: 'string',
			default: '',
			description:
				'Another n8n that records into this database, by its ID as this operation lists it; empty means this n8n',
		},
	],
);

/** One item: how the monitoring is, and whether anything is recorded at all. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const given = { instanceId: this.getNodeParameter('instanceId', index, '') };
	const question = healthQuestion(given, Date.now());
	return async (database) => {
		const { answer, monitoring } = await database.orEmpty(
			async () => await database.health(question),
			emptyHealth,
		);
		return [{ ...answer, monitoring }];
	};
}
