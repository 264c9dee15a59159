import type { Sql } from '../pool';
import { listPerformance, type PerformanceRow } from './list-performance';

/** The one performance row of an execution (unique: instance_id, execution_id); null where there is none. */
export async function findPerformance(
	sql: Sql,
	instanceId: string,
	executionId: string,
): Promise<PerformanceRow | null> {
	const [row] = await listPerformance(sql, {
		instanceId,
		executionId,
		workflowId: null,
		start: null,
		end: null,
		kinds: null,
		after: null,
		limit: 1,
		offset: 0,
	});
	return row ?? null;
}
