import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { newModelPrice } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { byField, givenFields, instantOf } from '../fields';
import { modelField, providerField, validFromField } from './fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['aiPrice'], operation: ['set'] } },
	[
		modelField,
		{
			displayName: 'Input Price',
			name: 'inputPrice',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 10 },
			default: 0,
			required: true,
			description: 'What a million tokens of what the model is asked cost',
		},
		{
			displayName: 'Output Price',
			name: 'outputPrice',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 10 },
			default: 0,
			required: true,
			description: 'What a million tokens of what the model answers cost',
		},
		{
			displayName: 'Currency',
			name: 'currency',
			type: 'string',
			default: 'USD',
			description: 'Three letters such as USD or EUR; costs in different currencies are never added up',
		},
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [byField, providerField, validFromField],
		},
	],
);

/** One item: the price as it stands now. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const given = givenFields(this, index, ['model', 'inputPrice', 'outputPrice', 'currency']);
	const { validFrom } = given;
	const price = newModelPrice({ ...given, validFrom: validFrom ? instantOf(this, 'validFrom', validFrom, index) : null });
	return async (database) => [await database.setModelPrice(price)];
}
