import type { Sql } from '../pool';

/** An execution that should have gone on; `since` is ISO 8601. */
export interface OverdueWait {
	execution_id: string;
	workflow_id: string;
	/** When it was to go on. */
	since: string;
}

/**
 * Waiting executions whose time came more than so many ms ago, the longest overdue first
 * (workflow_executions_open). Those that wait for a call have no such time.
 */
export async function findOverdueWaits(
	sql: Sql,
	instanceId: string,
	graceMs: number,
	limit: number,
): Promise<OverdueWait[]> {
	const { rows } = await sql.query<OverdueWait>(
		`select execution_id, workflow_id, wait_till as since
		from ${sql.schema}.workflow_executions
		where instance_id = $1 and status = 'waiting'
			and wait_till < now() - $2::double precision * interval '1 millisecond'
		order by wait_till, execution_id
		limit $3`,
		[instanceId, graceMs, limit],
	);
	return rows;
}
