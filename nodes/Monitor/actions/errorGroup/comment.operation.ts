import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorGroupComment } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { givenFields, groupIdField } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['errorGroup'], operation: ['comment'] } },
	[
		groupIdField,
		{
			displayName: 'Notes',
			name: 'notes',
			type: 'string',
			typeOptions: { rows: 2 },
			required: true,
			default: '',
			description: 'What there is to say; it is kept in the history of the group',
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{
					displayName: 'By',
				name: 'by',
				type: 'string',
				default: '',
				description: 'Who does it',
			},
			],
		},
	],
);

/** One item: the group as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { groupId, ...given } = givenFields(this, index, ['groupId', 'notes']);
	const change = errorGroupComment(groupId, given);
	return async (database) => [await database.changeErrorGroup(change)];
}
