import type { Sql } from '../pool';

/** Up to which of n8n's execution ids its table has been looked through; null where it never was. */
export async function readCursor(sql: Sql, instanceId: string): Promise<string | null> {
	const { rows } = await sql.query<{ cursor: string | null }>(
		`select metadata ->> 'reconciled_to' as cursor from ${sql.schema}.instances where instance_id = $1`,
		[instanceId],
	);
	return rows[0]?.cursor ?? null;
}
