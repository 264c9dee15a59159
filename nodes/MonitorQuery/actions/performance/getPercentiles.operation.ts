import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { percentilesQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { instancesFilter, modesFilter, simplifyField, workflowField } from '../fields';
import { timeRangeFields } from '../time-range-field';
import { performanceRows } from './performance-rows';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['performance'], operation: ['getPercentiles'] } },
	[
		workflowField,
		{
			displayName: 'By',
			name: 'by',
			type: 'options',
			options: [
				{ name: 'Node', value: 'node', description: 'Runs of the nodes of one workflow' },
				{ name: 'Workflow', value: 'workflow', description: 'Executions, without the time they waited' },
			],
			default: 'workflow',
			description: 'What a row is about; by node a workflow is wanted',
		},
		{
			displayName: 'Measure',
			name: 'metric',
			type: 'options',
			options: [
				{ name: 'Duration', value: 'duration' },
				{ name: 'Queue Wait', value: 'queue_wait', description: 'How long executions stood in the queue before they began' },
			],
			default: 'duration',
			displayOptions: { show: { by: ['workflow'] } },
		},
		{
			displayName: 'Series',
			name: 'every',
			type: 'options',
			options: [
				{ name: 'Every Day', value: 'day' },
				{ name: 'Every Hour', value: 'hour' },
				{ name: 'None', value: '' },
			],
			default: '',
			description: 'Whether there is a row for each hour or day, in the time zone of the workflow, or one for the whole time',
		},
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
	'start', 'workflow_name', 'node_name', 'n', 'mean', 'p50', 'p75', 'p90', 'p95', 'p99', 'max', 'workflow_id',
] as const;

/** One item a workflow or node, or one for each hour or day of it. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const own = (name: string) => this.getNodeParameter(name, index, '');
	const by = own('by');
	return performanceRows(this, index, {
		ask: percentilesQuestion,
		// What was chosen before the nodes were may still be there, hidden.
		own: { by, metric: by === 'node' ? '' : own('metric'), every: own('every'), timeZone: this.getTimezone() },
		read: async (database, question) => await database.percentiles(question),
		columns: COLUMNS,
	});
}
