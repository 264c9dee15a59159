import type { Sql } from '../pool';
import { jsonRows } from './rows';

/** A process of n8n as its row tells it. */
export interface ProcessRow {
	processId: string;
	processType: string;
	host: string;
	pid: number;
	/** See `ProcessIdentity`. */
	start: string | null;
	n8nVersion: string | null;
	packageVersion: string;
	state: string;
	stateReason: string | null;
	/** From 0 to 1; null where it could not be measured. */
	memoryShare: number | null;
	counters: object;
}

export interface Renewal {
	/** ms since the renewal before, by the server's clock; null at the first one. */
	since: number | null;
}

/**
 * Registers a process or renews its lease, by the server's clock (primary key: instance_id, process_id). One
 * that had ended lives again.
 *
 * @param leaseMs how long the lease lasts from now on
 */
export async function renewProcess(
	sql: Sql,
	instanceId: string,
	row: ProcessRow,
	leaseMs: number,
): Promise<Renewal> {
	const { rows } = await sql.query<{ since: number | null }>(
		`with before as (
			select renewed_at from ${sql.schema}.processes where instance_id = $1 and process_id = $2
		), renewed as (
			insert into ${sql.schema}.processes as p (
				instance_id, process_id, process_type, host, pid, n8n_version, package_version, lease_until, state,
				state_reason, memory_share, counters, metadata
			)
			select
				$1, $2, r.process_type, r.host, r.pid, r.n8n_version, r.package_version,
				now() + $4::double precision * interval '1 millisecond', r.state, r.state_reason, r.memory_share,
				r.counters, jsonb_build_object('start', r.start)
			from json_to_recordset($3::json) as r (
				process_type text, host text, pid integer, start text, n8n_version text, package_version text,
				state text, state_reason text, memory_share numeric, counters jsonb
			)
			on conflict (instance_id, process_id) do update set
				n8n_version = excluded.n8n_version,
				package_version = excluded.package_version,
				renewed_at = now(),
				lease_until = excluded.lease_until,
				ended_at = null,
				end_reason = null,
				state = excluded.state,
				state_reason = excluded.state_reason,
				memory_share = excluded.memory_share,
				counters = excluded.counters,
				metadata = p.metadata || excluded.metadata
		)
		select extract(epoch from now() - before.renewed_at)::double precision * 1000 as since
		from (select) as one left join before on true`,
		[
			instanceId,
			row.processId,
			jsonRows([
				{
					process_type: row.processType,
					host: row.host.slice(0, 255),
					pid: row.pid,
					start: row.start,
					n8n_version: row.n8nVersion,
					package_version: row.packageVersion,
					state: row.state,
					state_reason: row.stateReason,
					memory_share: row.memoryShare,
					counters: row.counters,
				},
			]),
			leaseMs,
		],
	);
	return { since: rows[0].since };
}
