import type { Sql } from '../pool';

export interface LastSuccess {
	execution_id: string;
	/** ISO 8601 */
	finished_at: string;
}

/**
 * The successful execution of a workflow that started last before an instant (ISO 8601), if it had ended by then; null
 * where there is none (workflow_executions_by_workflow).
 */
export async function findLastSuccess(
	sql: Sql,
	instanceId: string,
	workflowId: string,
	before: string,
): Promise<LastSuccess | null> {
	const { rows } = await sql.query<LastSuccess>(
		`select execution_id, finished_at
		from ${sql.schema}.workflow_executions
		where instance_id = $1 and workflow_id = $2 and started_at < $3 and status = 'success' and finished_at <= $3
		order by started_at desc
		limit 1`,
		[instanceId, workflowId, before],
	);
	return rows[0] ?? null;
}
