import type { Sql } from '../pool';
import { isOfKinds, kindOf, retriedWithSuccess, SUCCEEDED } from './counted';
import { isOfInstances, type OfKinds, type Scope, type Span } from './page';

/** How executions that started in a span have gone. All but `manual` are of the kinds asked for. */
export interface ExecutionCounts {
	successful: number;
	/** Among the successful: errors that a node swallowed, error items, failed sub-workflows. */
	succeeded_with_errors: number;
	/** Errors, crashes, and what a time limit, a shutdown or the loss of a process ended. */
	failed: number;
	/** Among the failed: a retry has succeeded since. */
	retried_with_success: number;
	/** Canceled by somebody. */
	stopped: number;
	running: number;
	waiting: number;
	queued: number;
	/** Runs in the editor, partial ones included. */
	manual: number;
	/** Mean ms without waiting of those that ended by themselves; null where none is known. */
	average_active_duration: number | null;
}

/** One pass over workflow_executions_by_start, or …_by_workflow for one workflow. */
export async function countExecutions(
	sql: Sql,
	filter: Scope & Span & OfKinds,
): Promise<ExecutionCounts> {
	const { rows } = await sql.query<ExecutionCounts>(
		`select
			count(*) filter (where counted and outcome in ${SUCCEEDED}) as successful,
			count(*) filter (where counted and outcome = 'succeeded_with_errors') as succeeded_with_errors,
			count(*) filter (where counted and outcome = 'failed') as failed,
			count(*) filter (where case when counted and outcome = 'failed'
				then ${retriedWithSuccess(sql.schema, 'e')} end) as retried_with_success,
			count(*) filter (where counted and outcome = 'stopped') as stopped,
			count(*) filter (where counted and status = 'running') as running,
			count(*) filter (where counted and status = 'waiting') as waiting,
			count(*) filter (where counted and status = 'queued') as queued,
			count(*) filter (where ${kindOf('e')} in ('manual', 'partial')) as manual,
			round(avg(active_duration) filter (where counted and outcome <> 'stopped')) as average_active_duration
		from ${sql.schema}.workflow_executions e
		cross join lateral (select ${isOfKinds('e', '$5')} as counted) as judged
		where ${isOfInstances(filter, 'e.instance_id', '$1')}
			and ($2::text is null or e.workflow_id = $2)
			and ($3::timestamptz is null or e.started_at >= $3)
			and ($4::timestamptz is null or e.started_at < $4)`,
		[filter.instanceId, filter.workflowId, filter.start, filter.end, filter.kinds],
	);
	return rows[0];
}
