import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorGroupNote } from '../../../../monitoring/workflow-monitor';
import { orByModel } from '../../../chosen-field';
import type { Work } from '../../run-items';
import { byField, givenFields, groupIdFields, notesField } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['errorGroup'], operation: ['addNote'] } },
	[
		...groupIdFields,
		...orByModel(
			{ ...notesField, required: true, description: 'What there is to say; it is kept in the history of the group' },
			'The note',
		),
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [byField],
		},
	],
);

/** One item: the group as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { groupId, ...given } = givenFields(this, index, ['groupId', 'notes']);
	const change = errorGroupNote(groupId, given);
	return async (database) => [await database.changeErrorGroup(change)];
}
