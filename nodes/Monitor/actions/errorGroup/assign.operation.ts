import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorGroupAssignment } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { byField, givenFields, groupIdFields, notesField } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['errorGroup'], operation: ['assign'] } },
	[
		...groupIdFields,
		{
			displayName: 'Assigned To',
			name: 'assignedTo',
			type: 'string',
			default: '',
			description: 'Who looks into it; empty means nobody',
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [byField, notesField],
		},
	],
);

/** One item: the group as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { groupId, ...given } = givenFields(this, index, ['groupId', 'assignedTo']);
	const change = errorGroupAssignment(groupId, given);
	return async (database) => [await database.changeErrorGroup(change)];
}
