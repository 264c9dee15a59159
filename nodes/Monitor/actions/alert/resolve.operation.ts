import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { alertResolution } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { givenFields } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['resolve'] } },
	[
		{
			displayName: 'Alert ID',
			name: 'alertId',
			type: 'string',
			required: true,
			default: '',
			description: 'The ID of a raised alert, as Monitor Query gives it',
		},
		{
			displayName: 'Resolved By',
			name: 'resolvedBy',
			type: 'string',
			default: '',
			description: 'Who has closed it',
		},
	],
);

/** One item: the alert as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { alertId, resolvedBy } = givenFields(this, index, ['alertId', 'resolvedBy']);
	const resolution = alertResolution(alertId, resolvedBy);
	return async (database) => [await database.resolveAlert(resolution)];
}
