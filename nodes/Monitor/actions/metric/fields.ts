import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

export const nameField: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. orders_total',
	description: 'The name of the metric: letters, digits, _ and :',
};

export const TYPES: INodePropertyOptions[] = [
	{ name: 'Counter', value: 'counter', description: 'Adds up: orders, bytes' },
	{ name: 'Gauge', value: 'gauge', description: 'Goes up and down: stock, a temperature' },
	{ name: 'Histogram', value: 'histogram', description: 'Is spread over buckets: durations, sizes' },
];
