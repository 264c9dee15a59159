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
