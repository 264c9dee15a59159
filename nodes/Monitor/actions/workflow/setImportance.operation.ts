import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { importanceSetting } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { givenFields } from '../fields';
import { byField, targetFields, targetOf } from './target';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['workflow'], operation: ['setImportance'] } },
	[
		...targetFields,
		{
			displayName: 'Importance',
			name: 'importance',
			type: 'options',
			options: [
				{ name: 'High', value: 'high', description: 'Its errors weigh one step more' },
				{ name: 'Low', value: 'low', description: 'Its errors weigh one step less' },
				{ name: 'Normal', value: 'normal' },
			],
			default: 'normal',
			description: 'How much the workflow matters; moves the severity of its errors',
		},
		byField,
	],
);

/** One item: the settings of the workflow as they stand now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { importance, by } = givenFields(this, index, ['importance']);
	const change = importanceSetting(importance, targetOf(this, index), by);
	return async (database) => [await database.setWorkflow(change)];
}
