import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { alertIdOf } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['getHistory'] } },
	[
		{
			displayName: 'Alert ID',
			name: 'alertId',
			type: 'string',
			required: true,
			default: '',
			description: 'The ID of a raised alert, as Get Many gives it',
		},
	],
);

/** One item an entry, oldest first. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const id = alertIdOf(this.getNodeParameter('alertId', index, ''));
	return async (database) => await database.alertHistory(id);
}
