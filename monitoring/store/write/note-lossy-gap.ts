import type { Sql } from '../pool';

/**
 * Notes a span of so many ms up to now in which records were lost, as far as no gap covers it already
 * (primary key: instance_id, started_at).
 */
export async function noteLossyGap(
	sql: Sql,
	instanceId: string,
	ms: number,
	reason: string,
): Promise<void> {
	await sql.query(
		`insert into ${sql.schema}.recording_gaps (instance_id, started_at, ended_at, reason)
		select $1, span.started_at, now(), $3
		from (
			select greatest(now() - $2::double precision * interval '1 millisecond', max(ended_at)) as started_at
			from ${sql.schema}.recording_gaps
			where instance_id = $1
		) as span
		where span.started_at < now()
		on conflict do nothing`,
		[instanceId, ms, reason],
	);
}
