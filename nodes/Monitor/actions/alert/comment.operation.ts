import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { alertComment } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { alertIdField, byField, givenFields, notesField } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['comment'] } },
	[
		alertIdField,
		{ ...notesField, required: true, description: 'What there is to say; it is kept in the history of the alert' },
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
