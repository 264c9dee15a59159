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

/**
 * One pass over workflow_executions_by_start, or …_by_workflow for one workflow. Rows are first put together by
 * their raw columns, so that what they count as is worked out once a group and not once a row; those that were
 * retried are found from their retries (workflow_executions_by_retry).
 */
export async function countExecutions(
	sql: Sql,
	filter: Scope & Span & OfKinds,
): Promise<ExecutionCounts> {
	const inSpan = `${isOfInstances(filter, 'e.instance_id', '$1')}
			and ($2::text is null or e.workflow_id = $2)
			and ($3::timestamptz is null or e.started_at >= $3)
			and ($4::timestamptz is null or e.started_at < $4)`;
	const { rows } = await sql.query<ExecutionCounts>(
		`with alike as materialized (
			select
				e.kind, e.mode, e.status, e.outcome, count(*) as rows,
				sum(e.active_duration) as active_duration, count(e.active_duration) as measured
			from ${sql.schema}.workflow_executions e
			where ${inSpan}
			group by e.kind, e.mode, e.status, e.outcome
		), judged as materialized (
			select g.*, ${kindOf('g')} in ('manual', 'partial') as manual, ${isOfKinds('g', '$5')} as counted from alike g
		)
		select
			coalesce(sum(rows) filter (where counted and outcome in ${SUCCEEDED}), 0) as successful,
			coalesce(sum(rows) filter (where counted and outcome = 'succeeded_with_errors'), 0) as succeeded_with_errors,
			coalesce(sum(rows) filter (where counted and outcome = 'failed'), 0) as failed,
			(
				select count(*)
				from (
					select distinct r.instance_id, r.retry_of
					from ${sql.schema}.workflow_executions r
					where r.retry_of is not null and ${isOfInstances(filter, 'r.instance_id', '$1')}
				) as retried
				join ${sql.schema}.workflow_executions e
					on e.instance_id = retried.instance_id and e.execution_id = retried.retry_of
				where ${inSpan} and e.outcome = 'failed' and ${isOfKinds('e', '$5')}
					and ${retriedWithSuccess(sql.schema, 'e')}
			) as retried_with_success,
			coalesce(sum(rows) filter (where counted and outcome = 'stopped'), 0) as stopped,
			coalesce(sum(rows) filter (where counted and status = 'running'), 0) as running,
			coalesce(sum(rows) filter (where counted and status = 'waiting'), 0) as waiting,
			coalesce(sum(rows) filter (where counted and status = 'queued'), 0) as queued,
			coalesce(sum(rows) filter (where manual), 0) as manual,
			round(sum(active_duration) filter (where counted and outcome <> 'stopped')
				/ nullif(sum(measured) filter (where counted and outcome <> 'stopped'), 0)) as average_active_duration
		from judged`,
		[filter.instanceId, filter.workflowId, filter.start, filter.end, filter.kinds],
	);
	return rows[0];
}
