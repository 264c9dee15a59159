import type { Sql } from '../pool';

export interface WorkflowName {
	instance_id: string;
	workflow_id: string;
	name: string | null;
}

/** Names of workflows by instance and id, pairs in two lists (primary key). */
export async function listWorkflowNames(
	sql: Sql,
	instanceIds: readonly string[],
	workflowIds: readonly string[],
): Promise<WorkflowName[]> {
	const { rows } = await sql.query<WorkflowName>(
		`select w.instance_id, w.workflow_id, w.name
		from unnest($1::text[], $2::text[]) as wanted (instance_id, workflow_id)
		join ${sql.schema}.workflows w using (instance_id, workflow_id)`,
		[instanceIds, workflowIds],
	);
	return rows;
}
