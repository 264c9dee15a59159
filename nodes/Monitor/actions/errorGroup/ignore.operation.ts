import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorGroupIgnorance } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { byField, givenFields, groupIdFields, instantOf, notesField } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['errorGroup'], operation: ['ignore'] } },
	[
		...groupIdFields,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				byField,
				{
					displayName: 'Errors',
					name: 'occurrences',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 10,
					description: 'After so many more errors the group is open again',
				},
				{ ...notesField, description: 'Why it is ignored' },
				{
					displayName: 'Until',
					name: 'until',
					type: 'dateTime',
					default: '',
					description: 'From this time on the group is open again',
				},
			],
		},
	],
);

/** One item: the group as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { groupId, ...given } = givenFields(this, index, ['groupId']);
	if (given.until) given.until = instantOf(this, 'until', given.until, index);
	const change = errorGroupIgnorance(groupId, given);
	return async (database) => [await database.changeErrorGroup(change)];
}
