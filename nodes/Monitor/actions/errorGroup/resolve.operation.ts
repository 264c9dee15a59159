import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorGroupResolution } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { givenFields, groupIdFields, notesField } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['errorGroup'], operation: ['resolve'] } },
	[
		...groupIdFields,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{
					displayName: 'In the Next Version',
					name: 'inNextVersion',
					type: 'boolean',
					default: false,
					description:
						'Whether it is mended in the next version of the workflow: errors of the version that is published now do not bring the group back',
				},
				{ ...notesField, description: 'What was done about it' },
				{
					displayName: 'Resolved By',
					name: 'resolvedBy',
					type: 'string',
					default: '',
					description: 'Who has mended it',
				},
			],
		},
	],
);

/** One item: the group as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { groupId, ...given } = givenFields(this, index, ['groupId']);
	const change = errorGroupResolution(groupId, given);
	return async (database) => [await database.changeErrorGroup(change)];
}
