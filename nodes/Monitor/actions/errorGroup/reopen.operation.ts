import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorGroupReopening } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { byField, givenFields, groupIdFields, notesField } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['errorGroup'], operation: ['reopen'] } },
	[
		...groupIdFields,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [byField, { ...notesField, description: 'Why it is open again' }],
		},
	],
);

/** One item: the group as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { groupId, ...given } = givenFields(this, index, ['groupId']);
	const change = errorGroupReopening(groupId, given);
	return async (database) => [await database.changeErrorGroup(change)];
}
