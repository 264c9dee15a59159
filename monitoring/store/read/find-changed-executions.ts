import type { Sql } from '../pool';

/** Which of these executions belong to the workflow, and when each was last written; ISO 8601 (primary key). */
export async function findChangedExecutions(
	sql: Sql,
	instanceId: string,
	workflowId: string,
	executionIds: readonly string[],
): Promise<Array<{ execution_id: string; started_at: string; updated: string }>> {
	const { rows } = await sql.query<{ execution_id: string; started_at: string; updated: string }>(
		`select execution_id, started_at, updated_at::text as updated
		from ${sql.schema}.workflow_executions
		where instance_id = $1 and execution_id = any ($2::text[]) and workflow_id = $3`,
		[instanceId, executionIds, workflowId],
	);
	return rows;
}
