import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { metricSeriesQuestion } from '../../../../monitoring/workflow-monitor';
import { nameField } from '../../../Monitor/actions/metric/fields';
import type { Work } from '../../../Monitor/run-items';
import { hintOfEmptyList } from '../../hints';
import { timeRangeFields, timesOf } from '../time-range-field';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['metric'], operation: ['getSeries'] } },
	[
		nameField,
		...timeRangeFields('last_7_days'),
		{
			displayName: 'Step',
			name: 'step',
			type: 'options',
			options: [
				{ name: '1 Minute', value: 60 },
				{ name: '5 Minutes', value: 300 },
				{ name: '15 Minutes', value: 900 },
				{ name: 'Hour', value: 3600 },
				{ name: '6 Hours', value: 21600 },
				{ name: 'Day', value: 86400, description: 'Of UTC' },
				{ name: 'By the Range', value: '' },
			],
			default: '',
			description: 'There is a value for each of these, where anything was recorded in it',
		},
		{
			displayName: 'Aggregation',
			name: 'aggregation',
			type: 'options',
			options: [
				{ name: 'Average', value: 'avg' },
				{ name: 'By the Type', value: '', description: 'The sum of a counter, the last value of a gauge, the 95th percentile of a histogram' },
				{ name: 'Count', value: 'count', description: 'How many records' },
				{ name: 'Last', value: 'last' },
				{ name: 'Max', value: 'max' },
				{ name: 'Min', value: 'min' },
				{ name: 'P50', value: 'p50', description: 'Of a histogram' },
				{ name: 'P95', value: 'p95', description: 'Of a histogram' },
				{ name: 'P99', value: 'p99', description: 'Of a histogram' },
				{ name: 'Rate', value: 'rate', description: 'What was added each second; of a histogram how many records' },
				{ name: 'Sum', value: 'sum' },
			],
			default: '',
			description: 'What the values of a step become',
		},
		{
			displayName: 'Group By Labels',
			name: 'groupByLabels',
			type: 'string',
			default: '',
			placeholder: 'e.g. shop, country',
			description: 'Labels to keep apart, with commas between them; all others are taken together',
		},
	],
);

/** One item a step and set of labels, each with the unit. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const own = (name: string) => this.getNodeParameter(name, index, '');
	const question = metricSeriesQuestion(
		own('name'),
		{ ...timesOf(this, index, {}), step: own('step'), aggregation: own('aggregation'), groupBy: own('groupByLabels') },
		Date.now(),
	);
	return async (database) => {
		const { answer, monitoring, missing } = await database.orEmpty(
			async () => await database.metricSeries(question),
			() => null,
		);
		if (missing || answer === null) return [{ monitoring }];
		const { name, aggregation, unit, rows } = answer;
		if (rows.length === 0) hintOfEmptyList(this, index, monitoring);
		return rows.map((row) => ({ name, aggregation, unit, ...row }));
	};
}
