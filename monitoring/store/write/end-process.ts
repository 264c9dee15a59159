import type { Sql } from '../pool';

/** Why a process records no more; `process_lost` is another process' word. */
export type ProcessEnd = 'shutdown' | 'paused' | 'uninstalled' | 'moved' | 'process_lost';

/** Says that a process has ended, or records no more (primary key: instance_id, process_id). */
export async function endProcess(
	sql: Sql,
	instanceId: string,
	processId: string,
	reason: ProcessEnd,
	counters: object,
): Promise<void> {
	await sql.query(
		`update ${sql.schema}.processes
		set ended_at = now(), renewed_at = now(), lease_until = now(), end_reason = $3, counters = $4
		where instance_id = $1 and process_id = $2`,
		[instanceId, processId, reason, JSON.stringify(counters)],
	);
}

/**
 * Ends processes whose lease ran out. What they had captured and not written at their last renewal is in
 * `metadata.lost_unclean`: so many records, or fewer, are lost.
 */
export async function endLostProcesses(
	sql: Sql,
	instanceId: string,
	processIds: readonly string[],
): Promise<void> {
	if (processIds.length === 0) return;
	await sql.query(
		`update ${sql.schema}.processes as p
		set
			ended_at = renewed_at,
			end_reason = 'process_lost',
			metadata = metadata || jsonb_build_object('lost_unclean',
				coalesce((counters ->> 'queued')::bigint, 0) + coalesce((counters ->> 'held')::bigint, 0))
		from (
			select process_id from ${sql.schema}.processes
			where instance_id = $1 and process_id = any ($2::uuid[]) and lease_until < now() and ended_at is null
			order by process_id
			for update
		) as lost
		where p.instance_id = $1 and p.process_id = lost.process_id`,
		[instanceId, processIds],
	);
}

const KEPT_DAYS = 7;
const AT_ONCE = 500;

/** Removes rows of processes that have been gone for a week, 500 at most. */
export async function removeOldProcesses(sql: Sql, instanceId: string): Promise<number> {
	const { rowCount } = await sql.query(
		`delete from ${sql.schema}.processes as p
		using (
			select process_id from ${sql.schema}.processes
			where instance_id = $1 and lease_until < now() - interval '${KEPT_DAYS} days'
			order by process_id
			limit ${AT_ONCE}
			for update skip locked
		) as old
		where p.instance_id = $1 and p.process_id = old.process_id`,
		[instanceId],
	);
	return rowCount;
}
