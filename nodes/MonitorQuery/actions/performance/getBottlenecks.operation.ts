import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { bottlenecksQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { instancesFilter, modesFilter, simplifyField, workflowField } from '../fields';
import { timeRangeFields } from '../time-range-field';
import { performanceRows } from './performance-rows';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['performance'], operation: ['getBottlenecks'] } },
	[
		workflowField,
		...timeRangeFields('last_7_days'),
		{
			displayName: 'Limit',
			name: 'limit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 1000 },
			default: 50,
			description: 'Max number of results to return',
		},
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
	'workflow_name', 'node_name', 'share', 'share_of_workflow', 'self_duration', 'self_median', 'self_p95', 'runs',
	'failure_rate', 'total_duration', 'time_lies_in', 'workflow_id',
] as const;

/** One item a node, the one that took most time itself first. */
export function execute(this: IExecuteFunctions, index: number): Work {
	return performanceRows(this, index, {
		ask: bottlenecksQuestion,
		own: { limit: this.getNodeParameter('limit', index, 50) },
		read: async (database, question) => await database.bottlenecks(question),
		columns: COLUMNS,
	});
}
