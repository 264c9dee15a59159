import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { newMetricValue } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { asItem, givenFields, instantOf } from '../fields';
import { nameField, TYPES } from './fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['metric'], operation: ['record'] } },
	[
		nameField,
		{
			displayName: 'Value',
			name: 'value',
			type: 'number',
			typeOptions: { numberPrecision: 10 },
			default: 1,
			description: 'Of a counter how much is added, of others what was measured',
		},
		{
			displayName: 'Labels',
			name: 'labels',
			type: 'fixedCollection',
			typeOptions: { multipleValues: true },
			placeholder: 'Add label',
			default: {},
			description: 'What the value can be told apart by; the metric must have labels of these names',
			options: [
				{
					displayName: 'Label',
					name: 'label',
					values: [
						{ displayName: 'Name', name: 'name', type: 'string', default: '', description: 'One of the label names of the metric' },
						{ displayName: 'Value', name: 'value', type: 'string', default: '', description: 'Which of them; secrets in it are masked' },
					],
				},
			],
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{
					displayName: 'Define if Missing As',
					name: 'defineAs',
					type: 'options',
					options: TYPES,
					default: 'counter',
					description: 'Defines the metric with these labels where there is none of this name; without it that is an error',
				},
				{
					displayName: 'Time',
					name: 'time',
					type: 'dateTime',
					default: '',
					description: 'When it was so; empty means now',
				},
			],
		},
	],
);

/** One item: what was recorded. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { name, labels, time, ...given } = givenFields(this, index, ['name', 'value', 'labels']);
	const recording = newMetricValue(
		name,
		{ ...given, labels: labelsOf(labels), time: time ? instantOf(this, 'time', time, index) : null },
		Date.now(),
	);
	return async (database) => [asItem(await database.recordMetric(recording))];
}

function labelsOf(given: unknown): Record<string, unknown> {
	const { label = [] } = (given ?? {}) as { label?: Array<{ name?: string; value?: unknown }> };
	return Object.fromEntries(label.map(({ name = '', value }) => [name, value]));
}
