import type { ExecutionStatus } from '../../model/enums';
import type { Sql } from '../pool';

/** What the execution's own row says of its state now; times are ISO 8601, `duration` is ms. */
export interface LiveExecution {
	workflow_id: string;
	execution_id: string;
	status: ExecutionStatus;
	mode: string | null;
	started_at: string;
	finished_at: string | null;
	duration: number | null;
	last_node: string | null;
	current_step: number | null;
}

const COLUMNS =
	'workflow_id, execution_id, status, mode, started_at, finished_at, duration, last_node, current_step';
const MOST = 100;

/** Running executions of a workflow, the one that started last first, 100 at most (workflow_executions_open). */
export async function findRunningExecutions(
	sql: Sql,
	instanceId: string,
	workflowId: string,
): Promise<LiveExecution[]> {
	const { rows } = await sql.query<LiveExecution>(
		`select ${COLUMNS}
		from ${sql.schema}.workflow_executions
		where instance_id = $1 and workflow_id = $2 and status = 'running'
		order by started_at desc, execution_id desc
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
