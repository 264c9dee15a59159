import type { Sql } from '../pool';

/** Which of these executions are recorded, in whatever state (primary key: instance_id, execution_id). */
export async function findKnownExecutions(
	sql: Sql,
	instanceId: string,
	executionIds: readonly string[],
): Promise<Set<string>> {
	const { rows } = await sql.query<{ execution_id: string }>(
		`select execution_id from ${sql.schema}.workflow_executions
		where instance_id = $1 and execution_id = any ($2::text[])`,
		[instanceId, executionIds],
	);
	return new Set(rows.map(({ execution_id }) => execution_id));
}
