import { liveStatus, type LiveStatus } from '../analytics/live-status';
import type { Sql } from '../store/pool';
import { countTrouble } from '../store/read/count-trouble';
import { findExecution, findRunningExecutions } from '../store/read/find-live-executions';
import { listLogs } from '../store/read/list-logs';
import { typicalDuration } from '../store/read/typical-duration';
import type { LiveStatusQuestion } from './read-questions';

const RECENT = 10;
const DAY = 86_400_000;

/**
 * The state of the execution of a workflow that started last among those that run, or of the one with the given
 * id in whatever state; null where there is none.
 */
export async function readLiveStatus(
	sql: Sql,
	instanceId: string,
	{ workflowId, executionId }: LiveStatusQuestion,
	now: number,
): Promise<LiveStatus | null> {
	const running = await findRunningExecutions(sql, instanceId, workflowId);
	const execution =
		executionId === null
			? (running[0] ?? null)
			: await findExecution(sql, instanceId, workflowId, executionId);
	if (execution === null) return null;
	const trouble = await countTrouble(sql, instanceId, execution.execution_id, execution.started_at);
	const logs = await listLogs(
		sql,
		{
			instanceId,
			workflowId: null,
			executionId: execution.execution_id,
			// Its rows cannot be older: days before it need not be looked into.
			start: new Date(Date.parse(execution.started_at) - DAY).toISOString(),
			end: null,
			levels: null,
			search: null,
			words: null,
			node: null,
			metadata: null,
			after: null,
			limit: RECENT,
			offset: 0,
		},
		now,
	);
	const typical = await typicalDuration(sql, instanceId, workflowId);
	return liveStatus({
		execution,
		others: running.filter(({ execution_id }) => execution_id !== execution.execution_id),
		trouble,
		logs,
		typical,
		now,
	});
}
