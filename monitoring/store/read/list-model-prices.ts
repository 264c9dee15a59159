import type { Sql } from '../pool';

/** What a million tokens of models cost. */
export interface ModelPriceRow {
	instance_id: string;
	/** '*' is any. */
	provider: string;
	/** A model's name, or a pattern in which * stands for any text. */
	model: string;
	/** ISO 8601; 1970 where it holds from the beginning. */
	valid_from: string;
	input_price: number;
	output_price: number;
	currency: string;
	updated_at: string;
	updated_by: string | null;
}

export const PRICE_COLUMNS =
	'instance_id, provider, model, valid_from, input_price, output_price, currency, updated_at, updated_by';

/** All prices of an instance, those of a model from the latest on (primary key). */
export async function listModelPrices(sql: Sql, instanceId: string): Promise<ModelPriceRow[]> {
	const { rows } = await sql.query<ModelPriceRow>(
		`select ${PRICE_COLUMNS}
		from ${sql.schema}.model_prices
		where instance_id = $1
		order by provider, model, valid_from desc`,
		[instanceId],
	);
	return rows;
}
