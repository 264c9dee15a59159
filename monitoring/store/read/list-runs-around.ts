import type { Sql } from '../pool';
import { COLUMNS, IN_COURSE, type NodeRunRow, type OfExecution } from './list-node-runs';

/** A page of a trace: its first and last step, and the span that its runs take. ISO 8601. */
export interface StepSpan {
	firstStep: number;
	lastStep: number;
	start: string;
	end: string;
}

/**
 * Runs outside of a page that one of its runs may lie within, or that may lie within one of its runs: earlier ones
 * that were still going on, and later ones that began meanwhile. In the order of their steps
 * (workflow_execution_logs_by_execution).
 */
export async function listRunsAround(
	sql: Sql,
	{ instanceId, executionId, since }: OfExecution,
	{ firstStep, lastStep, start, end }: StepSpan,
	limit: number,
): Promise<NodeRunRow[]> {
	const { rows } = await sql.query<NodeRunRow>(
		`select ${COLUMNS}
		from ${sql.schema}.workflow_execution_logs
		where ${IN_COURSE}
			and duration is not null
			and (
				(step_number < $4 and timestamp > $6::timestamptz)
				or (step_number > $5 and timestamp - duration * interval '1 millisecond' < $7::timestamptz)
			)
		order by step_number, id
		limit $8`,
		[instanceId, executionId, since, firstStep, lastStep, start, end, limit],
	);
	return rows;
}
