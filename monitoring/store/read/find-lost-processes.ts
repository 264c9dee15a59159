import type { Sql } from '../pool';

export interface LostProcess {
	process_id: string;
	host: string | null;
	pid: number | null;
	/** See `ProcessIdentity`. */
	start: string | null;
	/** Null where its lease ran out without a word. */
	end_reason: string | null;
}

/**
 * Processes that have gone, by their own word or by their lease, and have something left to close: themselves,
 * or executions that ran in them. None where the caller's own lease has run out. 100 at most.
 *
 * @param graceMs how long a lease must have been over
 */
export async function findLostProcesses(
	sql: Sql,
	instanceId: string,
	ownProcessId: string,
	graceMs: number,
): Promise<LostProcess[]> {
	const { rows } = await sql.query<LostProcess>(
		`select p.process_id, p.host, p.pid, p.metadata ->> 'start' as start, p.end_reason
		from ${sql.schema}.processes as p
		where p.instance_id = $1 and p.process_id <> $2
			and p.lease_until < now() - $3::double precision * interval '1 millisecond'
			and (
				p.ended_at is null
				or (
					p.end_reason in ('shutdown', 'process_lost')
					and exists (
						select 1 from ${sql.schema}.workflow_executions as e
						where e.instance_id = p.instance_id and e.process_id = p.process_id
							and e.status in ('queued', 'running')
					)
				)
			)
			and exists (
				select 1 from ${sql.schema}.processes as own
				where own.instance_id = $1 and own.process_id = $2 and own.lease_until > now()
			)
		order by p.process_id
		limit 100`,
		[instanceId, ownProcessId, graceMs],
	);
	return rows;
}
