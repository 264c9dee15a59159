import type { Sql } from '../pool';

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
