import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { yieldQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { instancesFilter, modesFilter, simplifyField, workflowField } from '../fields';
import { performanceRows } from '../performance/performance-rows';
import { timeRangeFields } from '../time-range-field';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['shape'], operation: ['getYield'] } },
	[
		workflowField,
		{
			displayName: 'By',
			name: 'by',
			type: 'options',
			options: [
				{ name: 'Node', value: 'node', description: 'Runs of the nodes of one workflow' },
				{ name: 'Workflow', value: 'workflow', description: 'Executions, by the items at their ends' },
			],
			default: 'workflow',
			description: 'What a row is about; by node a workflow is wanted',
		},
		...timeRangeFields('last_30_days'),
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
	'workflow_name', 'node_name', 'runs', 'empty_runs', 'empty_share', 'median_items', 'p10_items', 'p90_items',
	'empty_since', 'last_yield_at', 'last_yield_execution_id', 'workflow_id',
] as const;

/** One item a workflow or node, those that are empty most often first. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const own = (name: string) => this.getNodeParameter(name, index, '');
	return performanceRows(this, index, {
		ask: yieldQuestion,
		own: { by: own('by'), limit: own('limit') },
		read: async (database, question) => await database.yields(question),
		columns: COLUMNS,
	});
}
