import type { Sql } from '../pool';
import { executionsOf, isMeant, type ExecutionsOf } from './list-busy-workflows';

/** An execution that ended by itself. Times are ms since the epoch. */
export interface SampledExecution {
	execution_id: string;
	started_at: number;
	finished_at: number | null;
	/** ms */
	active_duration: number | null;
	failed: boolean;
	items_in: number | null;
	node_runs: number | null;
	workflow_version: string | null;
}

/**
 * The executions of one workflow in order of time, or so many of them that lie evenly among all
 * (workflow_executions_by_workflow).
 *
 * @param total how many there are
 */
export async function sampleExecutions(
	sql: Sql,
	filter: ExecutionsOf & { instanceId: string; workflowId: string },
	total: number,
	most: number,
): Promise<SampledExecution[]> {
	const { rows } = await sql.query<SampledExecution>(
		`select
			execution_id, started_at, finished_at, active_duration, failed, items_in, node_runs, workflow_version
		from (
			select
				e.execution_id, e.active_duration, e.outcome = 'failed' as failed, e.items_in, e.node_runs,
				e.workflow_version,
				(extract(epoch from e.started_at) * 1000)::bigint as started_at,
				(extract(epoch from e.finished_at) * 1000)::bigint as finished_at,
				row_number() over (order by e.started_at, e.execution_id) as place
			from ${sql.schema}.workflow_executions e
			where ${isMeant(filter)}
		) as numbered
		where place * $7::bigint / $6::bigint > (place - 1) * $7::bigint / $6::bigint
		order by place`,
		[...executionsOf(filter), Math.max(total, most), most],
	);
	return rows;
}
