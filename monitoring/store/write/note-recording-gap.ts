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
