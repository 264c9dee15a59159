import type { Sql } from '../pool';

/**
 * Takes back gaps that others noted in the last so many ms: the process that was silent meanwhile had only
 * lost the database, and has written what it recorded.
 */
export async function withdrawGaps(sql: Sql, instanceId: string, ms: number): Promise<void> {
	await sql.query(
		`delete from ${sql.schema}.recording_gaps
		where instance_id = $1 and reason = 'process_lost'
			and started_at >= now() - ($2::double precision + 1000) * interval '1 millisecond'`,
		[instanceId, ms],
	);
}
