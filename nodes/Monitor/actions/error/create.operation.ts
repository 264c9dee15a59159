import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { newError } from '../../../../monitoring/workflow-monitor';
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
	{ show: { resource: ['error'], operation: ['create'] } },
	[
		workflowIdField,
		executionIdField,
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			options: [
				{ name: 'Data', value: 'data' },
				{ name: 'Network', value: 'network' },
				{ name: 'Permission', value: 'permission' },
				{ name: 'System', value: 'system' },
				{ name: 'Timeout', value: 'timeout' },
				{ name: 'Unknown', value: 'unknown' },
				{ name: 'Validation', value: 'validation' },
			],
			default: 'unknown',
			description: 'What kind of error it is',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 2 },
			required: true,
			default: '',
			description: 'What has failed; secrets in it are masked',
		},
		{
			displayName: 'Severity',
			name: 'severity',
			type: 'options',
			options: [
				{ name: 'Critical', value: 'critical' },
				{ name: 'High', value: 'high' },
				{ name: 'Low', value: 'low' },
				{ name: 'Medium', value: 'medium' },
			],
			default: 'medium',
			description: 'How bad it is',
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{
					displayName: 'Code',
					name: 'code',
					type: 'string',
					default: '',
					placeholder: 'e.g. ECONNREFUSED',
					description: 'The code of the error',
				},
				{
					displayName: 'Fingerprint',
					name: 'fingerprint',
					type: 'string',
					default: '',
					description:
						'Errors of a workflow and node with the same fingerprint are one group; where empty it is made from the error',
				},
				metadataField,
				nodeIdField,
				nodeNameField,
				{
					displayName: 'Stack',
					name: 'stack',
					type: 'string',
					typeOptions: { rows: 4 },
					default: '',
					description: 'The stack trace',
				},
			],
		},
	],
);

/** One item: the error, and whether it still waits to be stored. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { workflowId, executionId } = placeOf(this, index);
	const given = givenFields(this, index, ['type', 'message', 'severity']);
	const row = newError(workflowId, executionId, given, Date.now());
	return async (database) => [asItem(await database.save({ table: 'workflow_errors', row }))];
}
