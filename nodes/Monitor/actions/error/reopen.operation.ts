import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorReopening } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { byField, errorIdField, givenFields } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['error'], operation: ['reopen'] } },
	[
		errorIdField,
		byField,
	],
);

/** One item: the error as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { errorId, by } = givenFields(this, index, ['errorId', 'by']);
	const reopening = errorReopening(errorId, by);
	return async (database) => [await database.reopenError(reopening)];
}
