import type { Sql } from '../pool';

const SHORTEST = '1 minute';

/**
 * Notes the span in which no process of the instance recorded, where the last sign of life of all of them lies
 * more than a minute back. To be called before the first renewal; of several that start at once each finds the
 * same span (primary key: instance_id, started_at).
 */
export async function noteGapBeforeStart(sql: Sql, instanceId: string): Promise<void> {
	await sql.query(
		`insert into ${sql.schema}.recording_gaps (instance_id, started_at, ended_at, reason)
		select $1, last.renewed_at, now(), coalesce(last.end_reason, 'process_lost')
		from (
			select renewed_at, end_reason from ${sql.schema}.processes
			where instance_id = $1
			order by renewed_at desc
			limit 1
		) as last
		where last.renewed_at < now() - interval '${SHORTEST}'
		on conflict do nothing`,
		[instanceId],
	);
}
