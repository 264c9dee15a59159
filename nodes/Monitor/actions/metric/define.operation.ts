import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { newMetric } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { givenFields } from '../fields';
import { nameField, TYPES } from './fields';

const DETAILS: INodeProperties[] = [
	{
		displayName: 'Description',
		name: 'description',
		type: 'string',
		default: '',
		description: 'What it tells',
	},
	{
		displayName: 'Label Names',
		name: 'labelNames',
		type: 'string',
		default: '',
		placeholder: 'e.g. shop, country',
		description: 'What values can be told apart by, with commas between them; ten at most',
	},
	{
		displayName: 'Label Sets at Most',
		name: 'labelSetsMost',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10000 },
		default: 100,
		description: 'So many different sets of labels are kept apart; those beyond become one that is called other',
	},
	{
		displayName: 'Unit',
		name: 'unit',
		type: 'string',
		default: '',
		placeholder: 'e.g. EUR',
		description: 'What the values are in',
	},
];

const BUCKETS: INodeProperties = {
	displayName: 'Buckets',
	name: 'buckets',
	type: 'string',
	default: '0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10',
	description: 'Upper bounds of the buckets, ascending, with commas between them; percentiles are as exact as these are close',
	displayOptions: { show: { type: ['histogram'] } },
};

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['metric'], operation: ['define'] } },
	[
		nameField,
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			options: TYPES,
			default: 'counter',
			description: 'What kind of metric it is; it stays so',
		},
		BUCKETS,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: DETAILS,
		},
	],
);

/** One item: the metric as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const metric = newMetric(givenFields(this, index, ['name', 'type', 'buckets']));
	return async (database) => [await database.defineMetric(metric)];
}
