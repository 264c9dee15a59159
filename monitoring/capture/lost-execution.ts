import type { IRunExecutionData } from 'n8n-workflow';
import type { EndReason, ExecutionStatus } from '../model/enums';
import type { HostExecution } from '../model/host-execution';
import type { CapturePolicy } from '../model/monitor-settings';
import type { NodeRunCounts, OpenExecution } from '../model/open-execution';
import { SOURCES } from '../model/records';
import { capturedId, capturedName } from './captured-text';
import { timeOfWait, type ReportedEnd } from './end-of-execution';
import { found } from './found-execution';
import type { Told } from './telling';

/** What n8n's word for a state means here; undefined for a word that we do not know. */
const STATUS_OF = new Map<string, ExecutionStatus>([
	['new', 'queued'],
	['running', 'running'],
	['waiting', 'waiting'],
	['success', 'success'],
	['error', 'error'],
	['canceled', 'canceled'],
	['crashed', 'crashed'],
]);

/** n8n's word for the state of an execution, in ours; null where we do not know it. */
export function statusOfHost({ status }: HostExecution): ExecutionStatus | null {
	return STATUS_OF.get(status) ?? null;
}

export function isEnd(status: ExecutionStatus | null): status is 'success' | 'error' | 'canceled' | 'crashed' {
	return status === 'success' || status === 'error' || status === 'canceled' || status === 'crashed';
}

/**
 * The end of an execution whose process is gone and of which n8n's own table knows no end: presumed, so that
 * any reported one replaces it.
 */
export function presumedEnd(
	open: OpenExecution,
	policy: CapturePolicy,
	counts?: NodeRunCounts,
): Told {
	const at = Math.max(open.last_seen_at ?? 0, open.started_at);
	const end: ReportedEnd = {
		status: 'crashed',
		reason: 'process_lost',
		source: 'reaper',
		finishedAt: at,
		waitTill: null,
	};
	return found(open, end, { policy, counts, presumed: true });
}

/** An execution that was waiting and is in n8n's table no more: somebody has deleted it. Presumed, too. */
export function deletedWait(open: OpenExecution, policy: CapturePolicy, now: number): Told {
	const end: ReportedEnd = {
		status: 'canceled',
		reason: 'stopped',
		source: 'reaper',
		finishedAt: now,
		waitTill: null,
	};
	return found(open, end, { policy });
}

/**
 * The end of an open execution as n8n's own table tells it.
 *
 * @param lost its process is known to be gone
 */
export function endAsHostTells(
	open: OpenExecution,
	host: HostExecution,
	policy: CapturePolicy,
	facts: { lost: boolean; cancelReason: EndReason | null; counts?: NodeRunCounts },
): Told {
	const status = STATUS_OF.get(host.status) ?? 'error';
	const reason = reasonOf(status, facts.lost, facts.cancelReason);
	const seen = Math.max(open.last_seen_at ?? 0, open.started_at);
	// n8n dates a crash that it knows nothing of to the time at which it was found.
	const at = reason === 'process_lost' && facts.lost ? seen : (host.stoppedAt ?? seen);
	const end: ReportedEnd = { status, reason, source: 'host_table', finishedAt: at, waitTill: null };
	return found(open, end, { policy, counts: facts.counts });
}

/** An execution waits by n8n's own table, although its process never told. */
export function waitAsHostTells(
	open: OpenExecution,
	host: HostExecution,
	policy: CapturePolicy,
): Told {
	const waitTill = waitTillOf(host);
	return found(
		open,
		{ status: 'waiting', reason: null, source: 'host_table', finishedAt: null, waitTill },
		{ policy },
	);
}

/**
 * What n8n's table holds of an execution that nobody has told us of.
 *
 * @param data what n8n has saved of its run, where that was read
 */
export function asHostTells(
	host: HostExecution,
	policy: CapturePolicy,
	data: IRunExecutionData | null,
	cancelReason: EndReason | null,
): Told {
	const status = STATUS_OF.get(host.status) ?? 'error';
	const parent = data?.parentExecution;
	const lastNode = data?.resultData?.lastNodeExecuted;
	const open: OpenExecution = {
		execution_id: capturedId(host.executionId),
		workflow_id: capturedId(host.workflowId),
		workflow_name: null,
		workflow_version:
			host.workflowVersion === null ? null : capturedName(host.workflowVersion, 'workflow_version'),
		status,
		mode: capturedName(host.mode, 'mode'),
		segment: 0,
		started_at: host.startedAt ?? host.createdAt,
		retry_of: host.retryOf === null ? null : capturedId(host.retryOf),
		parent_execution_id: parent === undefined ? null : capturedId(parent.executionId),
		parent_workflow_id: parent === undefined ? null : capturedId(parent.workflowId),
		last_node: lastNode === undefined ? null : capturedName(lastNode, 'last_node'),
		current_step: null,
		step_started_at: null,
		process_id: null,
		last_seen_at: null,
		memory_share: null,
	};
	const ends = isEnd(status);
	const end: ReportedEnd = {
		status,
		reason: isRefused(host, data) ? 'refused' : reasonOf(status, false, cancelReason),
		source: 'host_table',
		finishedAt: ends ? (host.stoppedAt ?? host.createdAt) : null,
		waitTill: status === 'waiting' ? waitTillOf(host) : null,
	};
	return found(open, end, {
		policy,
		error: data?.resultData?.error,
		startedSource: SOURCES.host_table,
	});
}

function reasonOf(
	status: ExecutionStatus,
	lost: boolean,
	cancelReason: EndReason | null,
): EndReason | null {
	switch (status) {
		case 'success':
			return 'finished';
		case 'error':
			return lost ? 'process_lost' : 'failed';
		case 'canceled':
			return cancelReason ?? 'stopped';
		case 'crashed':
			return 'process_lost';
		case 'queued':
		case 'running':
		case 'waiting':
			return null;
	}
}

/**
 * n8n refused to run it and called no hook: what it has saved is one failed run at most, of a node that never
 * ran, and no trigger.
 */
function isRefused({ mode, status }: HostExecution, data: IRunExecutionData | null): boolean {
	if (data === null || status !== 'error' || (mode !== 'integrated' && mode !== 'error')) return false;
	const runs = Object.values(data.resultData?.runData ?? {}).flat();
	return runs.length <= 1 && runs.every(({ executionStatus }) => executionStatus === 'error');
}

function waitTillOf({ waitTill, createdAt }: HostExecution): number | null {
	return waitTill === null ? null : timeOfWait(waitTill, createdAt);
}
