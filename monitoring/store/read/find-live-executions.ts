import type { ExecutionStatus } from '../../model/enums';
import type { Sql } from '../pool';

/** What the execution's own row says of its state now; times are ISO 8601, `duration` is ms. */
export interface LiveExecution {
	workflow_id: string;
	execution_id: string;
	status: ExecutionStatus;
	mode: string | null;
	trigger_node: string | null;
	workflow_version: string | null;
	started_at: string;
	finished_at: string | null;
	duration: number | null;
	wait_till: string | null;
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

const COLUMNS = `workflow_id, execution_id, status, mode, trigger_node, workflow_version, started_at, finished_at, duration,
	wait_till, last_node, current_step, step_started_at, process_since, segment,
	coalesce(active_duration, 0) as segments_took`;
const MOST = 100;

/**
 * Running, queued and waiting executions of a workflow, the running ones first and of each the one that started last, 100
 * at most (workflow_executions_open).
 */
export async function findOpenExecutions(
	sql: Sql,
	instanceId: string,
	workflowId: string,
): Promise<LiveExecution[]> {
	const { rows } = await sql.query<LiveExecution>(
		`select ${COLUMNS}
		from ${sql.schema}.workflow_executions
		where instance_id = $1 and workflow_id = $2 and status in ('queued', 'running', 'waiting')
		order by status = 'running' desc, started_at desc, execution_id desc
		limit ${MOST}`,
		[instanceId, workflowId],
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
		`select ${COLUMNS}
		from ${sql.schema}.workflow_executions
		where instance_id = $1 and execution_id = $3 and workflow_id = $2`,
		[instanceId, workflowId, executionId],
	);
	return rows[0] ?? null;
}
