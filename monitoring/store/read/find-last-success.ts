import type { Sql } from '../pool';

export interface LastSuccess {
	execution_id: string;
	/** ISO 8601 */
	finished_at: string;
}

/** Of a workflow that nearly always fails no more than these are walked through. */
const LOOKED_AT = 10_000;

/**
 * Of the successful executions of a workflow that had ended by an instant (ISO 8601) the one that started last; null where
 * none of the 10,000 before it is one (workflow_executions_by_workflow).
 */
export async function findLastSuccess(
	sql: Sql,
	instanceId: string,
	workflowId: string,
	before: string,
): Promise<LastSuccess | null> {
	const { rows } = await sql.query<LastSuccess>(
		`select execution_id, finished_at
		from (
			select execution_id, started_at, finished_at, status
			from ${sql.schema}.workflow_executions
			where instance_id = $1 and workflow_id = $2 and started_at < $3
			order by started_at desc
			limit ${LOOKED_AT}
		) as before
		where status = 'success' and finished_at <= $3
		order by started_at desc
		limit 1`,
		[instanceId, workflowId, before],
	);
	return rows[0] ?? null;
}
