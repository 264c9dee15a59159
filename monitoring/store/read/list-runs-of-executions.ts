import type { Sql } from '../pool';
import { kindOf } from './counted';
import type { NodeRunRow } from './list-node-runs';

/** Executions of one instance, and when the first of them began and the last one ended; ISO 8601. */
export interface SomeExecutions {
	instanceId: string;
	executionIds: readonly string[];
	start: string;
	end: string;
}

export type RunOfExecution = Omit<NodeRunRow, 'items_out' | 'message'> & { execution_id: string };

/** The ends of all node runs of some executions, in no order (workflow_execution_logs_by_execution). */
export async function listRunsOfExecutions(
	sql: Sql,
	{ instanceId, executionIds, start, end }: SomeExecutions,
	limit: number,
): Promise<RunOfExecution[]> {
	const { rows } = await sql.query<RunOfExecution>(
		`select execution_id, id, step_number, node_id, node_name, log_level, timestamp, duration, items_in, metadata
		from ${sql.schema}.workflow_execution_logs
		where instance_id = $1 and execution_id = any ($2::text[])
			and timestamp >= $3::timestamptz - interval '1 day' and timestamp < $4::timestamptz + interval '1 day'
			and step_number is not null and node_name is not null and duration is not null
		limit $5`,
		[instanceId, executionIds, start, end, limit],
	);
	return rows;
}

export interface CalledExecution {
	parent_execution_id: string;
	workflow_id: string;
	/** ISO 8601 */
	started_at: string;
	finished_at: string | null;
}

/** The sub-workflow executions that they called (workflow_executions_by_parent). */
export async function listCalledExecutions(
	sql: Sql,
	{ instanceId, executionIds }: Pick<SomeExecutions, 'instanceId' | 'executionIds'>,
	limit: number,
): Promise<CalledExecution[]> {
	const { rows } = await sql.query<CalledExecution>(
		`select e.parent_execution_id, e.workflow_id, e.started_at, e.finished_at
		from ${sql.schema}.workflow_executions e
		where e.instance_id = $1 and e.parent_execution_id = any ($2::text[]) and ${kindOf('e')} = 'sub_workflow'
		order by e.started_at
		limit $3`,
		[instanceId, executionIds, limit],
	);
	return rows;
}
