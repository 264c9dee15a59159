import type { ExecutionStatus } from '../model/enums';
import type { Trouble } from '../store/read/count-trouble';
import type { LiveExecution } from '../store/read/find-live-executions';
import type { LogRow } from '../store/read/list-logs';

/** One execution as it stands now. Times in ms. */
export interface LiveStatus {
	workflow_id: string;
	execution_id: string;
	current_state: ExecutionStatus;
	/** 0 to 99 while running, 100 after success; null where nothing is known to measure it by. */
	progress_percentage: number | null;
	/** The node that runs, or ran last. */
	current_step: string | null;
	elapsed_time: number;
	estimated_remaining_time: number | null;
	/** Errors that nobody has handled. */
	error_count: number;
	warning_count: number;
	recent_logs: LogRow[];
	started_at: string;
	/** Other running executions of the workflow, the one that started last first. */
	running: RunningExecution[];
}

export interface RunningExecution {
	execution_id: string;
	current_step: string | null;
	elapsed_time: number;
	started_at: string;
}

export interface LiveFacts {
	execution: LiveExecution;
	others: LiveExecution[];
	trouble: Trouble;
	logs: LogRow[];
	/** Median ms of earlier successful runs; null where too few are known. */
	typical: number | null;
	/** ms since the epoch */
	now: number;
}

export function liveStatus(facts: LiveFacts): LiveStatus {
	const { execution, trouble, logs, typical, now } = facts;
	const elapsed = elapsedOf(execution, now);
	return {
		workflow_id: execution.workflow_id,
		execution_id: execution.execution_id,
		current_state: execution.status,
		...estimate(execution.status, elapsed, typical),
		current_step: execution.last_node,
		elapsed_time: elapsed,
		error_count: trouble.errors,
		warning_count: trouble.warnings,
		recent_logs: logs,
		started_at: execution.started_at,
		running: facts.others.map((other) => ({
			execution_id: other.execution_id,
			current_step: other.last_node,
			elapsed_time: elapsedOf(other, now),
			started_at: other.started_at,
		})),
	};
}

/** What stands for a workflow of which nothing runs: the same fields, null where there is nothing to say. */
export type NoLiveStatus = { [Field in keyof LiveStatus]: LiveStatus[Field] | null };

export function noLiveStatus(workflowId: string): NoLiveStatus {
	return {
		workflow_id: workflowId,
		execution_id: null,
		current_state: null,
		progress_percentage: null,
		current_step: null,
		elapsed_time: null,
		estimated_remaining_time: null,
		error_count: null,
		warning_count: null,
		recent_logs: [],
		started_at: null,
		running: [],
	};
}

/**
 * How far it is by the typical duration. One that has taken longer than that already has an unknown rest; one
 * that waits, or did not succeed, has no measure at all.
 */
export function estimate(
	status: ExecutionStatus,
	elapsed: number,
	typical: number | null,
): Pick<LiveStatus, 'progress_percentage' | 'estimated_remaining_time'> {
	if (status === 'success') return { progress_percentage: 100, estimated_remaining_time: 0 };
	if (status !== 'running' || typical === null || typical <= 0) {
		return { progress_percentage: null, estimated_remaining_time: null };
	}
	return {
		progress_percentage: Math.min(99, Math.floor((elapsed / typical) * 100)),
		estimated_remaining_time: elapsed < typical ? Math.round(typical - elapsed) : null,
	};
}

function elapsedOf(execution: LiveExecution, now: number): number {
	return execution.duration ?? Math.max(0, now - Date.parse(execution.started_at));
}
