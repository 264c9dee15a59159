import type { Sql } from '../pool';
import { PRICE_COLUMNS, type ModelPriceRow } from '../read/list-model-prices';

export type ModelPrice = Omit<ModelPriceRow, 'instance_id' | 'input_price' | 'output_price' | 'updated_at'> & {
	/** Decimals as texts, so that they stay as they were given. */
	input_price: string;
	output_price: string;
};

/** Sets a price from a time on, in place of one that holds from the same time on (primary key). */
export async function setModelPrice(sql: Sql, instanceId: string, price: ModelPrice): Promise<ModelPriceRow> {
	const { rows } = await sql.query<ModelPriceRow>(
		`insert into ${sql.schema}.model_prices (
			instance_id, provider, model, valid_from, input_price, output_price, currency, updated_by
		)
		values ($1, $2, $3, $4, $5, $6, $7, $8)
		on conflict (instance_id, provider, model, valid_from) do update set
			input_price = excluded.input_price, output_price = excluded.output_price, currency = excluded.currency,
			updated_by = excluded.updated_by, updated_at = now()
		returning ${PRICE_COLUMNS}`,
		[
			instanceId,
			price.provider,
			price.model,
			price.valid_from,
			price.input_price,
			price.output_price,
			price.currency,
			price.updated_by,
		],
	);
	return rows[0];
}
