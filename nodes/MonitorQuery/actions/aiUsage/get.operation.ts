import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { modelUsageQuestion } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../../Monitor/run-items';
import { hintOfEmptyList, hintOfMissingPrices } from '../../hints';
import { executionFilter, filtersOf, instancesFilter, simplifyField, workflowField, workflowIdOf } from '../fields';
import { timeRangeFields } from '../time-range-field';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['aiUsage'], operation: ['get'] } },
	[
		{
			displayName: 'Group By',
			name: 'groupBy',
			type: 'multiOptions',
			options: [
				{ name: 'Day', value: 'day', description: 'Of the time zone of the workflow' },
				{ name: 'Execution', value: 'execution' },
				{ name: 'Model', value: 'model' },
				{ name: 'Node', value: 'node' },
				{ name: 'Workflow', value: 'workflow' },
			],
			default: ['model'],
			description: 'What a row is about; several split further. Rows in different currencies, and those without a price, stay apart.',
		},
		workflowField,
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
			options: [
				executionFilter,
				instancesFilter,
				{ displayName: 'Model', name: 'model', type: 'string', default: '', description: 'Only runs that requested this model' },
				{ displayName: 'Provider', name: 'provider', type: 'string', default: '', placeholder: 'e.g. openai', description: 'Only runs of this provider' },
			],
		},
	],
);

const COLUMNS = [
	'day', 'workflow_name', 'node_name', 'execution_id', 'provider', 'model', 'runs', 'failed_runs', 'input_tokens',
	'output_tokens', 'cost', 'currency', 'latency_mean', 'workflow_id', 'models_without_price',
] as const;

/** One item a group; those without a price name the models that lack one. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const simplify = this.getNodeParameter('simplify', index, false) === true;
	const question = modelUsageQuestion(
		{
			...filtersOf(this, index),
			groupBy: this.getNodeParameter('groupBy', index, []),
			workflowId: workflowIdOf(this, index),
			limit: this.getNodeParameter('limit', index, 50),
			timeZone: this.getTimezone(),
		},
		Date.now(),
	);
	return async (database) => {
		const { answer, monitoring, missing } = await database.orEmpty(
			async () => await database.modelUsage(question),
			() => ({ period: { start: question.start, end: question.end }, rows: [], models_without_price: [] }),
		);
		if (answer.rows.length === 0) hintOfEmptyList(this, index, monitoring);
		else hintOfMissingPrices(this, index, answer.models_without_price);
		if (missing) return [{ monitoring }];
		return simplify ? answer.rows.map((row) => Object.fromEntries(COLUMNS.map((column) => [column, row[column]]))) : answer.rows;
	};
}
