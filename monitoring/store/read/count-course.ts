import type { Sql } from '../pool';
import { IN_COURSE, type OfExecution } from './list-node-runs';

/** What of an execution's course is stored, and how many waits precede a step. */
export interface CourseCounts {
	/** Rows of node runs. */
	rows: number;
	waits: number;
	waits_before: number;
	children: number;
	errors: number;
	handled_errors: number;
}

/** Counts the rows of one execution (workflow_execution_logs_by_execution, …_errors_…, …_executions_by_parent). */
export async function countCourse(
	sql: Sql,
	{ instanceId, executionId, since }: OfExecution,
	step: number,
): Promise<CourseCounts> {
	const { rows } = await sql.query<CourseCounts>(
		`select r.*, c.children, e.errors, e.handled_errors
		from (
			select
				count(*) filter (where duration is not null) as rows,
				count(*) filter (where duration is null) as waits,
				count(*) filter (where duration is null and step_number < $4) as waits_before
			from ${sql.schema}.workflow_execution_logs
			where ${IN_COURSE}
		) r
		cross join (
			select count(*) as children
			from ${sql.schema}.workflow_executions
			where instance_id = $1 and parent_execution_id = $2
		) c
		cross join (
			select count(*) as errors, count(*) filter (where handled) as handled_errors
			from ${sql.schema}.workflow_errors
			where instance_id = $1 and execution_id = $2
		) e`,
		[instanceId, executionId, since, step],
	);
	return rows[0];
}
