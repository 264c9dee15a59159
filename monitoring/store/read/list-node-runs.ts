import type { LogLevel } from '../../model/enums';
import type { Metadata } from '../../model/records';
import type { Sql } from '../pool';

/** A row that takes part in an execution's course: the end of a node run, or a node's wait, which has no duration. */
export interface NodeRunRow {
	id: string;
	step_number: number;
	node_id: string | null;
	node_name: string;
	log_level: LogLevel;
	message: string;
	/** When it ended, or when the wait began; ISO 8601. */
	timestamp: string;
	/** ms */
	duration: number | null;
	items_in: number | null;
	items_out: number | null;
	metadata: Metadata;
}

/** A place between two rows of an execution, in the order of steps. */
export interface StepCursor {
	step: number;
	id: string;
}

export interface OfExecution {
	instanceId: string;
	executionId: string;
	/** When it started: older partitions need not be looked into. ISO 8601. */
	since: string;
}

/**
 * Which log rows are the end of a node run, as only such rows have node, step and duration, or a wait of a node.
 * A node run's row of the same step is written at its end, the one of its start has no duration.
 */
export function isCourseRow(log: string): string {
	return `${log}.step_number is not null and ${log}.node_name is not null
			and (${log}.duration is not null or ${log}.message = 'Node "' || ${log}.node_name || '" waits')`;
}

export const IN_COURSE = `instance_id = $1 and execution_id = $2 and timestamp >= $3::timestamptz - interval '1 day'
			and ${isCourseRow('workflow_execution_logs')}`;

export const COLUMNS = `id, step_number, node_id, node_name, log_level, message, timestamp, duration, items_in, items_out,
	metadata`;

/** Node runs and waits in the order of their steps (workflow_execution_logs_by_execution). */
export async function listNodeRuns(
	sql: Sql,
	{ instanceId, executionId, since }: OfExecution,
	after: StepCursor | null,
	limit: number,
): Promise<NodeRunRow[]> {
	const { rows } = await sql.query<NodeRunRow>(
		`select ${COLUMNS}
		from ${sql.schema}.workflow_execution_logs
		where ${IN_COURSE}
			and ($4::integer is null or (step_number, id) > ($4, $5::uuid))
		order by step_number, id
		limit $6`,
		[instanceId, executionId, since, after?.step ?? null, after?.id ?? null, limit],
	);
	return rows;
}
