import type { Sql } from '../pool';

/**
 * Remembers up to which of n8n's execution ids its table has been looked through.
 *
 * @param cursor null forgets it, so that the next one to look begins at n8n's newest
 */
export async function keepCursor(sql: Sql, instanceId: string, cursor: string | null): Promise<void> {
	await sql.query(
		`update ${sql.schema}.instances
		set metadata = case when $2::text is null then metadata - 'reconciled_to'
			else metadata || jsonb_build_object('reconciled_to', $2::text) end
		where instance_id = $1`,
		[instanceId, cursor],
	);
}
