import type { Sql } from '../pool';

/** Nobody listens here any more (primary key). */
export async function dropListener(sql: Sql, listenerId: string): Promise<void> {
	await sql.query(`delete from ${sql.schema}.listeners where listener_id = $1`, [listenerId]);
}
