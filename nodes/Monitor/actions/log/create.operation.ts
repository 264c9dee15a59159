import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { newLog } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import {
	asItem,
	executionIdField,
	givenFields,
	metadataField,
	nodeIdField,
	nodeNameField,
	placeOf,
	workflowIdField,
} from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['log'], operation: ['create'] } },
	[
		workflowIdField,
		executionIdField,
		{
			displayName: 'Level',
			name: 'level',
			type: 'options',
			options: [
				{ name: 'Debug', value: 'debug' },
				{ name: 'Error', value: 'error' },
				{ name: 'Fatal', value: 'fatal' },
				{ name: 'Info', value: 'info' },
				{ name: 'Warn', value: 'warn' },
			],
			default: 'info',
			description: 'How much it matters',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 2 },
			required: true,
			default: '',
			description: 'What has happened; secrets in it are masked',
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{
					displayName: 'Duration',
					name: 'duration',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'How long it took, in ms',
				},
				metadataField,
				nodeIdField,
				nodeNameField,
				{
					displayName: 'Step Number',
					name: 'stepNumber',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: 0,
					description: 'Which step of the execution it was',
				},
			],
		},
	],
);

/** One item: the log row, and whether it still waits to be stored. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { workflowId, executionId } = placeOf(this, index);
	const given = givenFields(this, index, ['level', 'message']);
	const row = newLog(workflowId, executionId, given, Date.now());
	return async (database) => [
		asItem(await database.save({ table: 'workflow_execution_logs', row })),
	];
}
