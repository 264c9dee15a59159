import { updateDisplayOptions, type IExecuteFunctions, type INodeProperties } from 'n8n-workflow';
import { modelPriceName } from '../../../../monitoring/workflow-monitor';
import type { Work } from '../../run-items';
import { givenFields, instantOf } from '../fields';
import { modelField, providerField, validFromField } from './fields';

export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['aiPrice'], operation: ['remove'] } },
	[
		{ ...modelField, description: 'The name or pattern exactly as it was set' },
		{
			displayName: 'Additional Fields',
			name: 'additionalFields',
			type: 'collection',
			placeholder: 'Add field',
			default: {},
			options: [
				{ ...providerField, description: 'As it was set; empty means the price of any provider' },
				{ ...validFromField, description: 'Only the price from this time on; empty removes all of them' },
			],
		},
	],
);

/** One item a price that is gone. */
export function execute(this: IExecuteFunctions, index: number): Work {
	const given = givenFields(this, index, ['model']);
	const { validFrom } = given;
	const name = modelPriceName({ ...given, validFrom: validFrom ? instantOf(this, 'validFrom', validFrom, index) : null });
	return async (database) => await database.removeModelPrices(name);
}
