import { LEVELS } from '../capture/log-row';
import type { EndedExecution } from '../capture/telling';
import type { EventKind, ExecutionKind } from '../model/enums';
import { watches, type WatchedWorkflow, type Watcher } from '../model/monitor-settings';
import type { DeliveryRecord, ErrorRecord, GroupWatcher, LogRecord } from '../model/records';

/** A Monitor Trigger that is published, and which events it wants to hear of. */
export interface Listening extends Watcher {
	workflowId: string;
	nodeId: string;
}

/** Who only enqueued an execution knows little of its end: whoever executed it is waited for so many ms. */
const WAIT_FOR_EXECUTOR = 2_000;
const WHAT_MOST = 200;

/** Failed: n8n says so, the process died, or time or the process ran out; not what somebody stopped by hand. */
function isFailure(status: string, reason: string | null): boolean {
	return (
		status === 'error' ||
		status === 'crashed' ||
		(status === 'canceled' && (reason === 'timeout' || reason === 'shutdown'))
	);
}

/** Who is to hear of an end, and as what. An execution that a Monitor Trigger has brought about starts none. */
export function deliveriesOfEnd(
	listening: readonly Listening[],
	workflow: WatchedWorkflow,
	ended: EndedExecution,
): DeliveryRecord[] {
	const { story, end, error } = ended;
	if (story.silent) return [];
	const kinds = eventsOfEnd(ended);
	const hearers = listening.filter((each) => hears(each, workflow, story.mode, story.kind));
	return hearers.flatMap((each) =>
		kinds.filter((kind) => each.settings.events.includes(kind)).map((event) => ({
			...target(each, event, story.executionId),
			timestamp: end.finishedAt ?? ended.startedAt,
			event,
			workflow_id: story.workflowId,
			execution_id: story.executionId,
			circuit: `${event} ${story.workflowId} ${error?.fingerprint ?? ''}`,
			details: end.reason === null ? {} : { end_reason: end.reason },
			delay: story.executes && end.source !== 'enqueuer' ? 0 : WAIT_FOR_EXECUTOR,
		})),
	);
}

function eventsOfEnd({ story, end }: EndedExecution): EventKind[] {
	const kinds: EventKind[] = ['execution_finished'];
	if (isFailure(end.status, end.reason)) kinds.push('execution_failed');
	if (end.status !== 'success' || end.source === 'enqueuer') return kinds;
	if (story.handledErrors > 0) kinds.push('execution_succeeded_with_errors');
	if (!story.flow.lost && story.flow.atEnds === 0) kinds.push('execution_yielded_nothing');
	return kinds;
}

/** Who is to hear of a log row of this level; a workflow never hears of its own. */
export function deliveriesOfLog(
	listening: readonly Listening[],
	workflow: WatchedWorkflow,
	mode: string | null,
	row: LogRecord,
): DeliveryRecord[] {
	return listening.flatMap((each) => {
		const { events, filters } = each.settings;
		if (!events.includes('log') || LEVELS[row.log_level] < LEVELS[filters.logLevel]) return [];
		if (each.workflowId === row.workflow_id || !watches(each, workflow, mode)) return [];
		return {
			...target(each, 'log', row.id ?? row.id_key ?? ''),
			timestamp: row.timestamp,
			event: 'log' as const,
			workflow_id: row.workflow_id,
			execution_id: row.execution_id,
			circuit: `log ${row.workflow_id} ${row.log_level}`,
			details: {
				log: {
					log_level: row.log_level,
					message: row.message,
					node_name: row.node_name,
					step_number: row.step_number,
					metadata: row.metadata,
				},
			},
			delay: 0,
		};
	});
}

/** Who is to hear where an error makes a group, or brings one back. */
export function groupWatchers(
	listening: readonly Listening[],
	workflow: WatchedWorkflow,
	mode: string | null,
	error: ErrorRecord,
): GroupWatcher[] {
	return listening.flatMap((each) => {
		if (each.workflowId === error.workflow_id || !watches(each, workflow, mode)) return [];
		return (['error_group_new', 'error_group_regressed'] as const)
			.filter((event) => each.settings.events.includes(event))
			.map((event) => ({ monitor_workflow_id: each.workflowId, monitor_node_id: each.nodeId, event }));
	});
}

/** An execution that runs longer than is usual, or shows no progress. */
export interface LateExecution {
	executionId: string;
	workflowId: string;
	mode: string | null;
	kind: ExecutionKind | null;
	/** ms */
	elapsed: number;
	/** How long nine of ten successful ones take at most, ms; null where too few are known. */
	usual: number | null;
	/** Since the last sign of progress, ms. */
	idle: number;
	step: string | null;
}

/** So many times as long as usual an execution may take before it is slow. */
const SLOW_FACTOR = 2;
const SLOW_LEAST = 1_000;

/** Who is to hear that an execution is slow or stuck; `now` in ms since the epoch. */
export function deliveriesOfLate(
	listening: readonly Listening[],
	workflow: WatchedWorkflow,
	late: LateExecution,
	now: number,
): DeliveryRecord[] {
	return listening.flatMap((each) => {
		if (each.workflowId === late.workflowId || !hears(each, workflow, late.mode, late.kind)) return [];
		const { events, filters } = each.settings;
		const { elapsed, usual, idle } = late;
		const limit = filters.slowAfter ?? (usual === null ? null : Math.max(SLOW_LEAST, usual * SLOW_FACTOR));
		const found: EventKind[] = [];
		if (limit !== null && elapsed > limit) found.push('execution_slow');
		if (idle > filters.stuckAfter) found.push('execution_stuck');
		return found.filter((event) => events.includes(event)).map((event) => ({
			...target(each, event, late.executionId),
			timestamp: now,
			event,
			workflow_id: late.workflowId,
			execution_id: late.executionId,
			circuit: `${event} ${late.workflowId}`,
			details: { elapsed, usual, limit, idle, step: late.step },
			delay: 0,
		}));
	});
}

function hears({ settings, coverage }: Listening, workflow: WatchedWorkflow, mode: string | null, kind: ExecutionKind | null): boolean {
	const { kinds } = settings.filters;
	return watches({ settings, coverage }, workflow, mode) && (kinds.length === 0 || kind === null || kinds.includes(kind));
}

function target({ workflowId, nodeId }: Listening, event: EventKind, what: string) {
	return {
		id_key: [event, what.slice(0, WHAT_MOST), workflowId, nodeId].join('\0'),
		monitor_workflow_id: workflowId,
		monitor_node_id: nodeId,
	};
}
