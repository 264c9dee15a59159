import type { IRunExecutionData } from 'n8n-workflow';
import type { EndReason, ExecutionStatus } from '../model/enums';
import type { HostExecution } from '../model/host-execution';
import type { CapturePolicy } from '../model/monitor-settings';
import type { NodeRunCounts, OpenExecution } from '../model/open-execution';
import { SOURCES, START_INFERRED, stateKey, type ExecutionRecord } from '../model/records';
import { capturedId, capturedName } from './captured-text';
import type { ReportedEnd } from './end-of-execution';
import { executionKind } from './execution-kind';
import { openRow } from './execution-row';
import { endWords } from './log-row';
import { unknownNode } from './node-facts';
import { joinStory, type ProcessFacts, type Story } from './story';
import { Telling, type Told } from './telling';

/** n8n means "until somebody calls" with a date in the far future. */
const FAR_FUTURE = 50 * 365 * 86_400_000;

/** What a lost process leaves as the error of what ran in it; named as n8n names it. */
const LOST = {
	name: 'WorkflowCrashedError',
	message: 'The process of n8n that ran this execution ended before the execution did',
};

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
	return endOf(open, end, { policy, counts, presumed: true });
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
	return endOf(open, end, { policy });
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
	return endOf(open, end, { policy, counts: facts.counts });
}

/** An execution waits by n8n's own table, although its process never told. */
export function waitAsHostTells(
	open: OpenExecution,
	host: HostExecution,
	policy: CapturePolicy,
): Told {
	const waitTill = waitTillOf(host);
	return endOf(
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
	return endOf(open, end, {
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
	return waitTill === null || waitTill - createdAt > FAR_FUTURE ? null : waitTill;
}

interface Details {
	policy: CapturePolicy;
	error?: unknown;
	counts?: NodeRunCounts;
	presumed?: boolean;
	startedSource?: number;
}

function endOf(open: OpenExecution, end: ReportedEnd, details: Details): Told {
	const story = storyOf(open);
	const told = new Telling(story, details.policy);
	told.execution(rowOf(story, open, end, details));
	const { finishedAt } = end;
	if (finishedAt === null) return told;
	const presumed = details.presumed ? { presumed: true } : {};
	const cause = details.error ?? (end.reason === 'process_lost' ? LOST : undefined);
	const error =
		cause === undefined
			? null
			: told.makeError(cause, {
					at: finishedAt,
					node: open.last_node === null ? null : unknownNode(open.last_node),
					runIndex: null,
					handled: false,
					metadata: presumed,
				});
	if (error !== null) told.error(error);
	const words = endWords(end, finishedAt, open.started_at);
	told.log({ ...words, metadata: { ...words.metadata, ...presumed } });
	told.ended = { story, end, startedAt: open.started_at, lastNode: open.last_node, error };
	return told;
}

/** No process of ours tells this: what only an executing one knows stays unknown. */
const NOBODY: ProcessFacts = { id: '', n8nVersion: null, packageVersion: '' };

function storyOf(open: OpenExecution): Story {
	const story = joinStory(
		{
			at: open.started_at,
			executionId: open.execution_id,
			mode: open.mode ?? '',
			retryOf: open.retry_of,
			workflow: {
				id: open.workflow_id,
				name: open.workflow_name ?? open.workflow_id,
				nodes: [],
				connections: {},
				active: true,
				activeVersionId: open.workflow_version,
				isArchived: false,
				createdAt: new Date(0),
				updatedAt: new Date(0),
			},
		},
		false,
		NOBODY,
	);
	return {
		...story,
		executes: false,
		segment: open.segment,
		kind: executionKind(open.mode ?? '', null, false),
		workflowVersion: open.workflow_version,
		parentExecutionId: open.parent_execution_id,
		parentWorkflowId: open.parent_workflow_id,
	};
}

function rowOf(
	story: Story,
	open: OpenExecution,
	end: ReportedEnd,
	{ counts, startedSource = START_INFERRED }: Details,
): ExecutionRecord {
	return {
		...openRow(story, end.status, open.started_at),
		mode: open.mode,
		end_reason: end.reason,
		finished_at: end.finishedAt,
		wait_till: end.waitTill,
		started_source: startedSource,
		last_seen_at: open.last_seen_at,
		memory_share: end.reason === 'process_lost' ? open.memory_share : null,
		last_node: open.last_node,
		current_step: open.current_step,
		step_started_at: open.step_started_at,
		...(counts === undefined
			? {}
			: { ...counts, successful_nodes: counts.node_count - counts.failed_nodes }),
		state_key: stateKey(open.segment, end.status, end.source),
	};
}
