import { orByModel } from '../../../chosen-field';

export const executionIdFields = orByModel(
	{
		displayName: 'Execution ID',
		name: 'executionId',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. 4711',
		description: 'The ID that n8n gave the execution',
	},
	'The execution_id of the execution',
);
