import type { ExecutionKind } from '../../model/enums';
import type { Sql } from '../pool';

/** A running execution; times in ms. */
export interface RunningExecution {
	execution_id: string;
	workflow_id: string;
	mode: string | null;
	kind: ExecutionKind | null;
	elapsed: number;
	/** Within which nine of ten of the last successful ones took; null of fewer than ten. */
	usual: number | null;
	/** Since its last sign of progress. */
	idle: number;
	last_node: string | null;
}

const LEAST_RUNS = 10;
const RUNS_LOOKED_AT = 100;
const MOST = 1_000;

/** Executions that run for more than a second, the oldest first (workflow_executions_open); 1,000 at most. */
export async function findLateExecutions(sql: Sql, instanceId: string): Promise<RunningExecution[]> {
	const { rows } = await sql.query<RunningExecution>(
		`with running as materialized (
			select execution_id, workflow_id, mode, kind, last_node,
				extract(epoch from now() - coalesce(process_since, started_at)) * 1000 as elapsed,
				extract(epoch from now() - greatest(step_started_at, process_since, started_at)) * 1000 as idle
			from ${sql.schema}.workflow_executions
			where instance_id = $1 and status = 'running' and started_at < now() - interval '1 s'
			order by started_at
			limit ${MOST}
		), usual as (
			select w.workflow_id, (
				select case when count(*) >= ${LEAST_RUNS}
					then percentile_cont(0.9) within group (order by active_duration) end
				from (
					select active_duration from ${sql.schema}.workflow_executions
					where instance_id = $1 and workflow_id = w.workflow_id and status = 'success'
						and active_duration is not null
					order by started_at desc limit ${RUNS_LOOKED_AT}
				) as last
			) as usual
			from (select distinct workflow_id from running) as w
		)
		select r.execution_id, r.workflow_id, r.mode, r.kind, r.last_node, round(r.elapsed)::float as elapsed,
			round(r.idle)::float as idle, round(u.usual)::float as usual
		from running r join usual u using (workflow_id)`,
		[instanceId],
	);
	return rows;
}
