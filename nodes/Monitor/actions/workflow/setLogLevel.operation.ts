import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { logLevelSetting } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { givenFields } from '../fields';
import { byField, targetFields, targetOf } from './target';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['workflow'], operation: ['setLogLevel'] } },
	[
		...targetFields,
		{
			displayName: 'Level',
			name: 'level',
			type: 'options',
			options: [
				{ name: 'Debug', value: 'debug', description: 'Node starts too' },
				{ name: 'Error', value: 'error' },
				{ name: 'Fatal', value: 'fatal' },
				{ name: 'Info', value: 'info' },
				{ name: 'Warn', value: 'warn' },
			],
			default: 'debug',
			description: 'Rows of this level and above are recorded, within seconds and until it is cleared',
		},
		byField,
	],
);

/** One item: the settings of the workflow as they stand now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { level, by } = givenFields(this, index, ['level']);
	const change = logLevelSetting(level, targetOf(this, index), by);
	return async (database) => [await database.setWorkflow(change)];
}
