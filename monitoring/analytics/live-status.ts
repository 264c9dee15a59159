import type { ExecutionStatus } from '../model/enums';
import type { Trouble } from '../store/read/count-trouble';
import type { LiveExecution } from '../store/read/find-live-executions';
import type { LogRow } from '../store/read/list-logs';
import type { EstimateQuality } from './estimate-quality';
import type { EstimateReason, Remaining } from './remaining-time';

/** What an execution that waits waits for: a time, a call of its address (also a form), or its sub-workflow. */
export type WaitingFor = 'time' | 'call' | 'sub_workflow';

/** One execution as it stands now. Times in ms, instants ISO 8601. */
export interface LiveExecutionStatus {
	workflow_id: string;
	workflow_name: string | null;
	execution_id: string;
	current_state: ExecutionStatus;
	/** 0 to 99 while running, 100 after success; null where nothing is known to measure it by. */
	progress_percentage: number | null;
	/** The node that runs, or ran last. */
	current_step: string | null;
	/** How long that node has been running; null between nodes, and where the execution does not run. */
	current_step_time: number | null;
	/** It has started, and no node has run yet. */
	no_node_has_run: boolean;
	elapsed_time: number;
	/** Null where it would be a guess: `estimate_reason` says why. */
	estimated_remaining_time: number | null;
	/** Eight of ten such executions went on for between so long; `high` is null where this one is beyond all of them. */
	estimated_remaining_interval: Remaining['interval'];
	estimate_reason: EstimateReason | null;
	/** Earlier executions that the estimate rests on. */
	estimate_runs: number | null;
	/** How good such estimates have lately been. */
	estimate_quality: EstimateQuality | null;
	/** Errors that nobody has handled. */
	error_count: number;
	warning_count: number;
	recent_logs: LogRow[];
	started_at: string;
	waiting_for: WaitingFor | null;
	/** When it goes on by itself; null where that is not told by a time. */
	waiting_until: string | null;
}

/** One execution of a workflow, beside the other ones that have not ended. */
export interface LiveStatus extends LiveExecutionStatus {
	/** Other executions of the workflow that run, wait or are queued, the one that started last first. */
	running: OpenExecution[];
	waiting: OpenExecution[];
	queued: OpenExecution[];
}

export interface OpenExecution extends Pick<LiveStatus, 'waiting_for' | 'waiting_until'> {
	execution_id: string;
	current_step: string | null;
	elapsed_time: number;
	started_at: string;
}

export interface LiveFacts {
	execution: LiveExecution;
	trouble: Trouble;
	logs: LogRow[];
	/** How far it has come; null unless it runs. */
	place: Place | null;
	/** ms since the epoch */
	now: number;
}

export interface Place {
	remaining: Remaining;
	quality: EstimateQuality | null;
	/** ms since the start, without waiting */
	active: number;
	/** Whether the node of the row still runs. */
	inStep: boolean;
	nodesHaveRun: boolean;
}

export function liveStatus(facts: LiveFacts): LiveExecutionStatus {
	const { execution, place, now } = facts;
	const inStep = place?.inStep === true && execution.step_started_at !== null;
	return {
		workflow_id: execution.workflow_id,
		workflow_name: execution.workflow_name,
		execution_id: execution.execution_id,
		current_state: execution.status,
		progress_percentage: progress(execution.status, place),
		current_step: execution.last_node,
		current_step_time: inStep ? Math.max(0, now - Date.parse(execution.step_started_at ?? '')) : null,
		no_node_has_run: place !== null && !place.nodesHaveRun,
		elapsed_time: elapsedOf(execution, now),
		...estimate(execution.status, place),
		error_count: facts.trouble.errors,
		warning_count: facts.trouble.warnings,
		recent_logs: facts.logs,
		started_at: execution.started_at,
		...waiting(execution),
	};
}

/** Executions that have not ended by their state, without the one given. */
export function openExecutions(
	open: readonly LiveExecution[],
	without: string | null,
	now: number,
): Pick<LiveStatus, 'running' | 'waiting' | 'queued'> {
	const of = (state: ExecutionStatus) =>
		open
			.filter(({ status, execution_id }) => status === state && execution_id !== without)
			.map((each) => ({
				execution_id: each.execution_id,
				current_step: each.last_node,
				elapsed_time: elapsedOf(each, now),
				started_at: each.started_at,
				...waiting(each),
			}));
	return { running: of('running'), waiting: of('waiting'), queued: of('queued') };
}

/** What stands for a workflow of which nothing runs: the same fields, null where there is nothing to say. */
export type NoLiveStatus = { [Field in keyof LiveStatus]: LiveStatus[Field] | null };

export function noLiveStatus(workflowId: string): NoLiveStatus {
	return {
		workflow_id: workflowId,
		workflow_name: null,
		execution_id: null,
		current_state: null,
		progress_percentage: null,
		current_step: null,
		current_step_time: null,
		no_node_has_run: null,
		elapsed_time: null,
		estimated_remaining_time: null,
		estimated_remaining_interval: null,
		estimate_reason: null,
		estimate_runs: null,
		estimate_quality: null,
		error_count: null,
		warning_count: null,
		recent_logs: [],
		started_at: null,
		waiting_for: null,
		waiting_until: null,
		running: [],
		waiting: [],
		queued: [],
	};
}

export function isLive(status: LiveStatus | NoLiveStatus): status is LiveStatus {
	return status.execution_id !== null;
}

type Estimate = Pick<
	LiveStatus,
	| 'estimated_remaining_time'
	| 'estimated_remaining_interval'
	| 'estimate_reason'
	| 'estimate_runs'
	| 'estimate_quality'
>;

function estimate(status: ExecutionStatus, place: Place | null): Estimate {
	return {
		estimated_remaining_time: place?.remaining.remaining ?? (status === 'success' ? 0 : null),
		estimated_remaining_interval: place?.remaining.interval ?? null,
		estimate_reason: place === null ? whyNone(status) : place.remaining.reason,
		estimate_runs: place?.remaining.runs ?? null,
		estimate_quality: place?.quality ?? null,
	};
}

function whyNone(status: ExecutionStatus): EstimateReason {
	return status === 'queued' || status === 'waiting' ? status : 'ended';
}

/** Of the time that it takes by the estimate; null where there is none, or it failed. */
function progress(status: ExecutionStatus, place: Place | null): number | null {
	if (status === 'success') return 100;
	const rest = place?.remaining.remaining ?? null;
	if (place === null || rest === null) return null;
	const whole = place.active + rest;
	return whole === 0 ? 0 : Math.min(99, Math.floor((place.active / whole) * 100));
}

function waiting({
	status,
	wait_till,
	waits_for_child,
}: LiveExecution): Pick<LiveStatus, 'waiting_for' | 'waiting_until'> {
	if (status !== 'waiting') return { waiting_for: null, waiting_until: null };
	if (wait_till !== null) return { waiting_for: 'time', waiting_until: wait_till };
	return { waiting_for: waits_for_child ? 'sub_workflow' : 'call', waiting_until: null };
}

function elapsedOf(execution: LiveExecution, now: number): number {
	return execution.duration ?? Math.max(0, now - Date.parse(execution.started_at));
}
