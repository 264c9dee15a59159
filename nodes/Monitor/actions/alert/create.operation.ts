import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { newAlert } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import {
	asItem,
	executionIdField,
	givenFields,
	metadataField,
	placeOf,
	workflowIdField,
} from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['alert'], operation: ['create'] } },
	[
		workflowIdField,
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			options: [
				{ name: 'Dependency', value: 'dependency' },
				{ name: 'Error', value: 'error' },
				{ name: 'Performance', value: 'performance' },
				{ name: 'Resource', value: 'resource' },
				{ name: 'Timeout', value: 'timeout' },
			],
			default: 'error',
			description: 'What the alert is about',
		},
		{
			displayName: 'Severity',
			name: 'severity',
			type: 'options',
			options: [
				{ name: 'Critical', value: 'critical' },
				{ name: 'Info', value: 'info' },
				{ name: 'Warning', value: 'warning' },
			],
			default: 'warning',
			description: 'How bad it is',
		},
		{
			displayName: 'Title',
			name: 'title',
			type: 'string',
			required: true,
			default: '',
			description: 'What is wrong, in one line of at most 255 characters; secrets in it are masked',
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					typeOptions: { rows: 4 },
					default: '',
					description: 'What is known about it',
				},
				executionIdField,
				metadataField,
			],
		},
	],
);

/** One item: the alert, and whether it still waits to be stored. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { workflowId } = placeOf(this, index);
	const row = newAlert(
		workflowId,
		givenFields(this, index, ['type', 'severity', 'title']),
		Date.now(),
	);
	return async (database) => [asItem(await database.save({ table: 'monitoring_alerts', row }))];
}
