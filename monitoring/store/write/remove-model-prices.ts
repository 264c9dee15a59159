import type { Sql } from '../pool';
import { PRICE_COLUMNS, type ModelPriceRow } from '../read/list-model-prices';

/** Removes what a model costs from a time on, or, where none is given, all of its prices; returns what is gone. */
export async function removeModelPrices(
	sql: Sql,
	instanceId: string,
	{ provider, model, valid_from }: Pick<ModelPriceRow, 'provider' | 'model'> & { valid_from: string | null },
): Promise<ModelPriceRow[]> {
	const { rows } = await sql.query<ModelPriceRow>(
		`delete from ${sql.schema}.model_prices
		where instance_id = $1 and provider = $2 and model = $3 and ($4::timestamptz is null or valid_from = $4)
		returning ${PRICE_COLUMNS}`,
		[instanceId, provider, model, valid_from],
	);
	return rows;
}
