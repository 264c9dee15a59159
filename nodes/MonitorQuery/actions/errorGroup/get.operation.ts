import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorGroupIdOf } from '../../../../monitoring/workflow-monitor';
import { chosen } from '../../../chosen-field';
import type { Work } from '../../../Monitor/run-items';
import { groupIdFields } from '../../../Monitor/actions/fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['errorGroup'], operation: ['get'] } },
	groupIdFields,
);

/** One item: the group with its days and its history; where nothing is recorded yet, what to do. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const groupId = errorGroupIdOf(chosen(this.getNodeParameter('groupId', index, '')));
	return async (database) => {
		const { answer, monitoring } = await database.orEmpty(
			async () => await database.errorGroup(groupId),
			() => null,
		);
		return [answer ?? { monitoring }];
	};
}
