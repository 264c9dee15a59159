import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { alertReopening } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { alertIdFields, byField, givenFields, notesField } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['reopen'] } },
	[
		...alertIdFields,
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

/** One item: the alert as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { alertId, ...given } = givenFields(this, index, ['alertId']);
	const change = alertReopening(alertId, given);
	return async (database) => [await database.changeAlert(change)];
}
