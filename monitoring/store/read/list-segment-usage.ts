import type { SegmentUsage } from '../../model/usage';
import type { Sql } from '../pool';

/** What segments of executions that have waited used, by execution (primary key: instance_id, execution_id). */
export async function listSegmentUsage(
	sql: Sql,
	instanceId: string,
	executionIds: readonly string[],
): Promise<Map<string, Record<string, SegmentUsage>>> {
	if (executionIds.length === 0) return new Map();
	const { rows } = await sql.query<{ execution_id: string; segment_usage: Record<string, SegmentUsage> }>(
		`select execution_id, segment_usage from ${sql.schema}.workflow_executions
		where instance_id = $1 and execution_id = any ($2::text[]) and segment_usage <> '{}'`,
		[instanceId, executionIds],
	);
	return new Map(rows.map((row) => [row.execution_id, row.segment_usage]));
}
