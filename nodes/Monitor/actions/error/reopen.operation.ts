import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorReopening } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { byField, givenFields } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['error'], operation: ['reopen'] } },
	[
		{
			displayName: 'Error ID',
			name: 'errorId',
			type: 'string',
			required: true,
			default: '',
			description: 'The ID of a recorded error, as Monitor Query gives it',
		},
		byField,
	],
);

/** One item: the error as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { errorId, by } = givenFields(this, index, ['errorId', 'by']);
	const reopening = errorReopening(errorId, by);
	return async (database) => [await database.reopenError(reopening)];
}
