import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { alertComment } from '../../../../monitoring/workflow-monitor';
import { orByModel } from '../../../chosen-field';
import type { Work } from '../../run-items';
import { alertIdFields, byField, givenFields, notesField } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['comment'] } },
	[
		...alertIdFields,
		...orByModel(
			{ ...notesField, required: true, description: 'What there is to say; it is kept in the history of the alert' },
			'The comment',
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

/** One item: the alert as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { alertId, ...given } = givenFields(this, index, ['alertId', 'notes']);
	const change = alertComment(alertId, given);
	return async (database) => [await database.changeAlert(change)];
}
