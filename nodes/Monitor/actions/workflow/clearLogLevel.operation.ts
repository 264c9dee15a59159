import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { logLevelClearing } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { givenFields } from '../fields';
import { byField, targetFields, targetOf } from './target';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['workflow'], operation: ['clearLogLevel'] } },
	[...targetFields, byField],
);

/** One item: the settings of the workflow as they stand now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const change = logLevelClearing(targetOf(this, index), givenFields(this, index, []).by);
	return async (database) => [await database.setWorkflow(change)];
}
