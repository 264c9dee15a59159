import type { Sql } from '../pool';

/** Fewer earlier runs than this say nothing. */
const FEWEST = 3;
const MOST = 50;

/**
 * The median active ms of a workflow's latest successful executions, 50 at most; null where there are fewer
 * than three (workflow_executions_by_workflow).
 */
export async function typicalDuration(
	sql: Sql,
	instanceId: string,
	workflowId: string,
): Promise<number | null> {
	const { rows } = await sql.query<{ typical: number | null }>(
		`select percentile_cont(0.5) within group (order by active_duration) as typical
		from (
			select active_duration
			from ${sql.schema}.workflow_executions
			where instance_id = $1 and workflow_id = $2 and status = 'success' and active_duration is not null
			order by started_at desc
			limit ${MOST}
		) as latest
		having count(*) >= ${FEWEST}`,
		[instanceId, workflowId],
	);
	return rows[0]?.typical ?? null;
}
