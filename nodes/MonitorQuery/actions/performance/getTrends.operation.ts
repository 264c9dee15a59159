import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { trendsQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { instancesFilter, modesFilter, simplifyField, workflowField } from '../fields';
import { timeRangeFields } from '../time-range-field';
import { performanceRows } from './performance-rows';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['performance'], operation: ['getTrends'] } },
	[
		workflowField,
		...timeRangeFields('last_30_days'),
		simplifyField,
		{
			displayName: 'Filters',
			name: 'filters',
			type: 'collection',
			placeholder: 'Add filter',
			default: {},
			description: 'Without any the production executions of this n8n and their sub-workflows count',
			options: [instancesFilter, modesFilter],
		},
	],
);

const COLUMNS = [
	'workflow_name', 'node_name', 'direction', 'before', 'after', 'ratio', 'since', 'since_execution_id',
	'version_after', 'p_value', 'n_before', 'n_after', 'may_be_time_of_day', 'workflow_id',
] as const;

/** One item a change, the worse ones first. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return performanceRows(this, index, {
		ask: trendsQuestion,
		read: async (database, question) => await database.trends(question),
		columns: COLUMNS,
	});
}
