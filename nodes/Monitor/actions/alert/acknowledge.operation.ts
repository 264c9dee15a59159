import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { alertAcknowledgement } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { alertIdFields, givenFields } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['acknowledge'] } },
	[
		...alertIdFields,
		{
			displayName: 'Acknowledged By',
			name: 'acknowledgedBy',
			type: 'string',
			default: '',
			description: 'Who looks after it',
		},
	],
);

/** One item: the alert as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { alertId, acknowledgedBy } = givenFields(this, index, ['alertId', 'acknowledgedBy']);
	const acknowledgement = alertAcknowledgement(alertId, acknowledgedBy);
	return async (database) => [await database.changeAlert(acknowledgement)];
}
