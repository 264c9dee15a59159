import type { RecorderReport } from '../../model/accounting';
import type { Sql } from '../pool';

/** A process of n8n that records or has recorded; times are ISO 8601. */
export interface ProcessRow {
	process_id: string;
	process_type: string;
	host: string | null;
	pid: number | null;
	n8n_version: string | null;
	package_version: string | null;
	started_at: string;
	renewed_at: string;
	lease_until: string;
	/** Its lease has not run out, by the clock of Postgres. */
	alive: boolean;
	ended_at: string | null;
	end_reason: string | null;
	state: string | null;
	state_reason: string | null;
	/** From 0 to 1. */
	memory_share: number | null;
	/** As it was at the last renewal; a package of another version may leave something out. */
	counters: Partial<RecorderReport>;
	/** Records that waited at the last renewal of a process that was lost: so many are lost, or fewer. */
	lost_unclean: number | null;
}

const AT_MOST = 200;

/** The processes of an instance, living ones first, then the latest (primary key); 200 at most. */
export async function listProcesses(sql: Sql, instanceId: string): Promise<ProcessRow[]> {
	const { rows } = await sql.query<ProcessRow>(
		`select
			process_id, process_type, host, pid, n8n_version, package_version, started_at, renewed_at, lease_until,
			lease_until > now() and ended_at is null as alive, ended_at, end_reason, state, state_reason, memory_share,
			counters, (metadata ->> 'lost_unclean')::bigint as lost_unclean
		from ${sql.schema}.processes
		where instance_id = $1
		order by alive desc, renewed_at desc, process_id
		limit ${AT_MOST}`,
		[instanceId],
	);
	return rows;
}
