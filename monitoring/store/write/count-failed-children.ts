import type { Sql } from '../pool';

/**
 * Counts anew how many sub-workflows of these executions have failed (workflow_executions_by_parent). Called for
 * parents as their children are written and for executions as they end, it gives the same in any order.
 */
export async function countFailedChildren(
	sql: Sql,
	instanceId: string,
	executionIds: readonly string[],
): Promise<void> {
	if (executionIds.length === 0) return;
	await sql.query(
		`update ${sql.schema}.workflow_executions as parent
		set failed_children = children.failed, updated_at = now()
		from (
			select child.parent_execution_id, count(*) filter (where child.outcome = 'failed') as failed
			from ${sql.schema}.workflow_executions as child
			where child.instance_id = $1 and child.parent_execution_id = any ($2::text[]) and child.mode = 'integrated'
			group by child.parent_execution_id
		) as children
		where parent.instance_id = $1 and parent.execution_id = children.parent_execution_id
			and parent.failed_children is distinct from children.failed`,
		[instanceId, executionIds],
	);
}
