import {
	liveStatus,
	noLiveStatus,
	openExecutions,
	type LiveExecutionStatus,
	type LiveStatus,
	type NoLiveStatus,
} from '../analytics/live-status';
import { OPEN_STATES } from '../model/enums';
import type { Sql } from '../store/pool';
import { countTrouble } from '../store/read/count-trouble';
import { findExecution, findOpenExecutions, type LiveExecution } from '../store/read/find-live-executions';
import { listLogs, type LogRow } from '../store/read/list-logs';
import type { LiveStatusesQuestion, LiveStatusQuestion } from './live-status-questions';
import { readPlace } from './read-place';


const RECENT = 10;
const OPEN_MOST = 100;
const DAY = 86_400_000;

/**
 * The state of the execution of a workflow that started last among those that run, or of the one with the given
 * id in whatever state. Where there is none its fields are null, and those that wait or are queued stand beside them.
 */
export async function readLiveStatus(
	sql: Sql,
	instanceId: string,
	{ workflowId, executionId, logs }: LiveStatusQuestion,
	now: number,
): Promise<LiveStatus | NoLiveStatus> {
	const open = await findOpenExecutions(sql, instanceId, workflowId, OPEN_STATES, OPEN_MOST);
	const execution =
		executionId === null
			? (open.find(({ status }) => status === 'running') ?? null)
			: await findExecution(sql, instanceId, workflowId, executionId);
	if (execution === null) return { ...noLiveStatus(workflowId), ...openExecutions(open, null, now) };
	return {
		...(await statusOf(sql, instanceId, execution, logs, now)),
		...openExecutions(open, execution.execution_id, now),
	};
}

/** How each execution that has not ended stands. */
export async function readLiveStatuses(
	sql: Sql,
	instanceId: string,
	{ workflowId, states, logs, limit }: LiveStatusesQuestion,
): Promise<LiveExecutionStatus[]> {
	const found: LiveExecutionStatus[] = [];
	for (const execution of await findOpenExecutions(sql, instanceId, workflowId, states, limit)) {
		found.push(await statusOf(sql, instanceId, execution, logs, Date.now()));
	}
	return found;
}

async function statusOf(
	sql: Sql,
	instanceId: string,
	execution: LiveExecution,
	logs: boolean,
	now: number,
): Promise<LiveExecutionStatus> {
	const { execution_id, started_at, status } = execution;
	return liveStatus({
		execution,
		trouble: await countTrouble(sql, instanceId, execution_id, started_at),
		logs: logs ? await recentLogs(sql, instanceId, execution, now) : [],
		place: status === 'running' ? await readPlace(sql, instanceId, execution, now) : null,
		now,
	});
}

async function recentLogs(
	sql: Sql,
	instanceId: string,
	{ execution_id, started_at }: LiveExecution,
	now: number,
): Promise<LogRow[]> {
	return await listLogs(
		sql,
		{
			instanceId,
			workflowId: null,
			executionId: execution_id,
			// Its rows cannot be older: days before it need not be looked into.
			start: new Date(Date.parse(started_at) - DAY).toISOString(),
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
}
