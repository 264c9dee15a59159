import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorGroupIdOf } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { groupIdField } from '../../../Monitor/actions/fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['errorGroup'], operation: ['get'] } },
	[groupIdField],
);

/** One item: the group with its days and its history. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const groupId = errorGroupIdOf(this.getNodeParameter('groupId', index, ''));
	return async (database) => [await database.errorGroup(groupId)];
}
