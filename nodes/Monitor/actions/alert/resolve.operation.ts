import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { alertResolution } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { alertIdFields, givenFields, notesField } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['resolve'] } },
	[
		...alertIdFields,
		{
			displayName: 'Resolved By',
			name: 'resolvedBy',
			type: 'string',
			default: '',
			description: 'Who has closed it',
		},
		{ ...notesField, description: 'What was done about it; it is kept in the history of the alert' },
	],
);

/** One item: the alert as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { alertId, ...given } = givenFields(this, index, ['alertId', 'resolvedBy', 'notes']);
	const resolution = alertResolution(alertId, given);
	return async (database) => [await database.changeAlert(resolution)];
}
