import type { EndReason, ExecutionKind, ExecutionStatus, Outcome } from '../../model/enums';
import type { Metadata } from '../../model/records';
import type { Sql } from '../pool';
import { isOfKinds, kindOf, retriedWithSuccess } from './counted';
import { isOfInstances, type OfKinds, type Scope, type Span } from './page';

/** An execution with all that is known of it. Times are ISO 8601, durations ms, `memory_share` 0 to 1. */
export interface ExecutionRow {
	instance_id: string;
	execution_id: string;
	workflow_id: string;
	workflow_name: string | null;
	status: ExecutionStatus;
	/** Null until it has ended. */
	outcome: Outcome | null;
	end_reason: EndReason | null;
	/** It failed, and a retry of it has succeeded since. */
	retried_with_success: boolean;
	mode: string | null;
	kind: ExecutionKind;
	trigger_node: string | null;
	trigger_type: string | null;
	started_at: string;
	finished_at: string | null;
	duration: number | null;
	/** Without the time it waited. */
	active_duration: number | null;
	wait_till: string | null;
	retry_of: string | null;
	parent_execution_id: string | null;
	parent_workflow_id: string | null;
	last_node: string | null;
	current_step: number | null;
	node_count: number | null;
	node_runs: number | null;
	successful_nodes: number | null;
	failed_nodes: number | null;
	handled_errors: number | null;
	failed_children: number | null;
	items_in: number | null;
	items_out: number | null;
	/** Rows of node runs that the monitor's settings kept out. */
	rows_left_out: number | null;
	/** How often it has been resumed. */
	segment: number;
	/** Active ms of each segment by its number. */
	segment_times: Record<string, number>;
	workflow_version: string | null;
	n8n_version: string | null;
	package_version: string | null;
	process_id: string | null;
	last_seen_at: string | null;
	memory_share: number | null;
	metadata: Metadata;
	recorded_at: string;
	updated_at: string;
}

/** An execution's place in the list. */
export interface ExecutionCursor {
	startedAt: string;
	executionId: string;
	instanceId: string;
}

export interface ExecutionFilter extends Scope, Span, OfKinds {
	executionId: string | null;
	parentExecutionId: string | null;
	retryOf: string | null;
	status: readonly ExecutionStatus[] | null;
	outcome: readonly Outcome[] | null;
	/** Wall time in ms; of an execution that runs, until now. */
	minDuration: number | null;
	/** Whether the workflow went on from errors. */
	handledErrors: boolean | null;
	limit: number;
	offset: number;
	after: ExecutionCursor | null;
}

/**
 * Executions, the one that started last first (workflow_executions_by_workflow, …_by_start, …_by_parent,
 * …_by_retry, or the primary key for one).
 */
export async function listExecutions(sql: Sql, filter: ExecutionFilter): Promise<ExecutionRow[]> {
	const { rows } = await sql.query<ExecutionRow>(
		`select
			e.instance_id, e.execution_id, e.workflow_id, w.name as workflow_name, e.status, e.outcome, e.end_reason,
			e.outcome is not distinct from 'failed' and ${retriedWithSuccess(sql.schema, 'e')} as retried_with_success,
			e.mode, ${kindOf('e')} as kind, e.trigger_node, e.trigger_type, e.started_at, e.finished_at, e.duration,
			e.active_duration, e.wait_till, e.retry_of, e.parent_execution_id, e.parent_workflow_id, e.last_node,
			e.current_step, e.node_count, e.node_runs, e.successful_nodes, e.failed_nodes, e.handled_errors,
			e.failed_children, e.items_in, e.items_out, e.rows_left_out, e.segment, e.segment_times,
			e.workflow_version, e.n8n_version, e.package_version, e.process_id, e.last_seen_at, e.memory_share,
			e.metadata, e.recorded_at, e.updated_at
		from ${sql.schema}.workflow_executions e
		left join ${sql.schema}.workflows w on w.instance_id = e.instance_id and w.workflow_id = e.workflow_id
		where ${isOfInstances(filter, 'e.instance_id', '$1')}
			and ($2::text is null or e.workflow_id = $2)
			and ($3::text is null or e.execution_id = $3)
			and ($4::text is null or e.parent_execution_id = $4)
			and ($5::text is null or e.retry_of = $5)
			and ($6::timestamptz is null or e.started_at >= $6)
			and ($7::timestamptz is null or e.started_at < $7)
			and ($8::text[] is null or e.status = any ($8::${sql.schema}.execution_status[]))
			and ($9::text[] is null or e.outcome = any ($9))
			and ($10::bigint is null or coalesce(e.duration, extract(epoch from now() - e.started_at) * 1000) >= $10)
			and ($11::boolean is null or (coalesce(e.handled_errors, 0) > 0) = $11)
			and ${isOfKinds('e', '$12')}
			and ($13::timestamptz is null or (e.started_at, e.execution_id, e.instance_id) < ($13, $14, $15))
		order by e.started_at desc, e.execution_id desc, e.instance_id desc
		limit $16 offset $17`,
		[
			filter.instanceId,
			filter.workflowId,
			filter.executionId,
			filter.parentExecutionId,
			filter.retryOf,
			filter.start,
			filter.end,
			filter.status,
			filter.outcome,
			filter.minDuration,
			filter.handledErrors,
			filter.kinds,
			filter.after?.startedAt ?? null,
			filter.after?.executionId ?? null,
			filter.after?.instanceId ?? null,
			filter.limit,
			filter.offset,
		],
	);
	return rows;
}

/** What a question for one execution, its children or its retries leaves open. */
export const ANY_EXECUTION: Omit<ExecutionFilter, 'instanceId' | 'limit'> = {
	workflowId: null,
	executionId: null,
	parentExecutionId: null,
	retryOf: null,
	start: null,
	end: null,
	status: null,
	outcome: null,
	minDuration: null,
	handledErrors: null,
	kinds: null,
	after: null,
	offset: 0,
};
