import type { Sql } from '../pool';

/**
 * Locks those of these executions that are there, in the order in which all writers take them (primary key), so
 * that what is written about them later in the transaction waits for nobody.
 */
export async function lockExecutions(
	sql: Sql,
	instanceId: string,
	executionIds: readonly string[],
): Promise<void> {
	await sql.query(
		`select from ${sql.schema}.workflow_executions
		where instance_id = $1 and execution_id = any ($2::text[])
		order by execution_id
		for update`,
		[instanceId, executionIds],
	);
}
