import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorGroupIdOf } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { groupIdField } from '../../../Monitor/actions/fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['errorGroup'], operation: ['get'] } },
	[groupIdField],
);

/** One item: the group with its days and its history; where nothing is recorded yet, what to do. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const groupId = errorGroupIdOf(this.getNodeParameter('groupId', index, ''));
	return async (database) => {
		const { answer, monitoring } = await database.orEmpty(
			async () => await database.errorGroup(groupId),
			() => null,
		);
		return [answer ?? { monitoring }];
	};
}
