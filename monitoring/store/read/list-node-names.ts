import type { Sql } from '../pool';

const RUNS_LOOKED_AT = 2_000;

/** Names of the nodes in the latest log rows of a workflow, in order (workflow_execution_logs_by_workflow). */
export async function listNodeNames(sql: Sql, instanceId: string, workflowId: string): Promise<string[]> {
	const { rows } = await sql.query<{ node_name: string }>(
		`select distinct node_name
		from (
			select node_name
			from ${sql.schema}.workflow_execution_logs
			where instance_id = $1 and workflow_id = $2
			order by timestamp desc, id desc
			limit ${RUNS_LOOKED_AT}
		) as latest
		where node_name is not null
		order by node_name`,
		[instanceId, workflowId],
	);
	return rows.map(({ node_name }) => node_name);
}
