import type { NodeRunCounts } from '../../model/open-execution';
import type { Sql } from '../pool';

/**
 * Node runs of executions as their log rows tell them, by execution; those without such rows are absent
 * (workflow_execution_logs_by_execution). A node has failed when its last run did and nobody handled it.
 *
 * @param since the start of the earliest of them, ms since the epoch
 */
export async function countNodeRuns(
	sql: Sql,
	instanceId: string,
	executionIds: readonly string[],
	since: number,
): Promise<Map<string, NodeRunCounts>> {
	if (executionIds.length === 0) return new Map();
	const { rows } = await sql.query<NodeRunCounts & { execution_id: string }>(
		`select
			node.execution_id, count(*)::integer as node_count, sum(node.runs)::integer as node_runs,
			(count(*) filter (where node.failed))::integer as failed_nodes
		from (
			select
				execution_id, count(*) as runs,
				(array_agg(log_level in ('error', 'fatal') and metadata ->> 'handled' is distinct from 'true'
					order by step_number desc))[1] as failed
			from ${sql.schema}.workflow_execution_logs
			where execution_id = any ($2::text[]) and instance_id = $1
				and timestamp >= to_timestamp($3::double precision / 1000) - interval '1 hour'
				and node_name is not null and step_number is not null and duration is not null
			group by execution_id, coalesce(node_id, node_name)
		) as node
		group by node.execution_id`,
		[instanceId, executionIds, since],
	);
	return new Map(rows.map(({ execution_id, ...counts }) => [execution_id, counts]));
}
