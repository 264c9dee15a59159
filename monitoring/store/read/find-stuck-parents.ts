import type { Sql } from '../pool';

/** An execution that waits for sub-workflows which have all ended; `since` is ISO 8601. */
export interface StuckParent {
	execution_id: string;
	workflow_id: string;
	/** When the last of its children ended. */
	since: string;
	children: number;
}

/**
 * Waiting executions whose children have all ended more than so many ms ago, the longest stuck first. Only
 * those without a time of their own to go on (workflow_executions_open, workflow_executions_by_parent).
 */
export async function findStuckParents(
	sql: Sql,
	instanceId: string,
	graceMs: number,
	limit: number,
): Promise<StuckParent[]> {
	const { rows } = await sql.query<StuckParent>(
		`select p.execution_id, p.workflow_id, c.since, c.children
		from ${sql.schema}.workflow_executions as p
		cross join lateral (
			select
				max(e.finished_at) as since, count(*)::integer as children,
				bool_and(e.finished_at is not null) as ended
			from ${sql.schema}.workflow_executions as e
			where e.instance_id = p.instance_id and e.parent_execution_id = p.execution_id
		) as c
		where p.instance_id = $1 and p.status = 'waiting' and p.wait_till is null
			and c.ended and c.since > p.last_seen_at
			and c.since < now() - $2::double precision * interval '1 millisecond'
		order by c.since, p.execution_id
		limit $3`,
		[instanceId, graceMs, limit],
	);
	return rows;
}
