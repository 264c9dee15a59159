import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { errorResolution } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { errorIdField, givenFields } from '../fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['error'], operation: ['resolve'] } },
	[
		errorIdField,
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{
					displayName: 'Notes',
					name: 'notes',
					type: 'string',
					typeOptions: { rows: 2 },
					default: '',
					description: 'What was done about it',
				},
				{
					displayName: 'Resolved By',
					name: 'resolvedBy',
					type: 'string',
					default: '',
					description: 'Who has mended it',
				},
			],
		},
	],
);

/** One item: the error as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const { errorId, ...given } = givenFields(this, index, ['errorId']);
	const resolution = errorResolution(errorId, given);
	return async (database) => [await database.resolveError(resolution)];
}
