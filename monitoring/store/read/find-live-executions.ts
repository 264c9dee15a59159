import type { ExecutionStatus, OpenState } from '../../model/enums';
import type { Sql } from '../pool';

/** What the execution's own row says of its state now; times are ISO 8601, `duration` is ms. */
export interface LiveExecution {
	workflow_id: string;
	workflow_name: string | null;
	execution_id: string;
	status: ExecutionStatus;
	mode: string | null;
	trigger_node: string | null;
	workflow_version: string | null;
	started_at: string;
	finished_at: string | null;
	duration: number | null;
	/** Null where no time ends its wait. */
	wait_till: string | null;
	/** It waits, and a sub-workflow of it has not ended. */
	waits_for_child: boolean;
	last_node: string | null;
	current_step: number | null;
	step_started_at: string | null;
	/** When the process that has it now began or resumed it. */
	process_since: string | null;
	/** How often it has been resumed. */
	segment: number;
	/** Active ms of the segments that are over. */
	segments_took: number;
}

/** What is read of `workflow_executions e`; the child by workflow_executions_by_parent. */
function columns(schema: string): string {
	return `e.workflow_id, w.name as workflow_name, e.execution_id, e.status, e.mode, e.trigger_node, e.workflow_version, e.started_at,
			e.finished_at, e.duration, e.wait_till, e.last_node, e.current_step, e.step_started_at, e.process_since,
			e.segment, coalesce(e.active_duration, 0) as segments_took,
			e.status = 'waiting' and e.wait_till is null and exists (
				select from ${schema}.workflow_executions c
				where c.instance_id = e.instance_id and c.parent_execution_id = e.execution_id
					and c.status in ('queued', 'running', 'waiting')
			) as waits_for_child`;
}

/**
 * Executions that run, wait or are queued, of one workflow or of all (null), the running ones first and of each state the
 * one that started last (workflow_executions_open).
 */
export async function findOpenExecutions(
	sql: Sql,
	instanceId: string,
	workflowId: string | null,
	states: readonly OpenState[],
	limit: number,
): Promise<LiveExecution[]> {
	const { rows } = await sql.query<LiveExecution>(
		`select ${columns(sql.schema)}
		from ${sql.schema}.workflow_executions e
		left join ${sql.schema}.workflows w on w.instance_id = e.instance_id and w.workflow_id = e.workflow_id
		where e.instance_id = $1 and ($2::text is null or e.workflow_id = $2)
			and e.status in ('queued', 'running', 'waiting') and e.status::text = any ($3)
		order by e.status = 'running' desc, e.started_at desc, e.execution_id desc
		limit $4`,
		[instanceId, workflowId, states, limit],
	);
	return rows;
}

/** One execution of a workflow by its id, in whatever state (primary key); null where there is none. */
export async function findExecution(
	sql: Sql,
	instanceId: string,
	workflowId: string,
	executionId: string,
): Promise<LiveExecution | null> {
	const { rows } = await sql.query<LiveExecution>(
		`select ${columns(sql.schema)}
		from ${sql.schema}.workflow_executions e
		left join ${sql.schema}.workflows w on w.instance_id = e.instance_id and w.workflow_id = e.workflow_id
		where e.instance_id = $1 and e.execution_id = $3 and e.workflow_id = $2`,
		[instanceId, workflowId, executionId],
	);
	return rows[0] ?? null;
}
