import type { EndReason, ErrorSeverity, ErrorType, ExecutionStatus, Outcome } from '../model/enums';
import type { LiveStatus } from './live-status';

/** What an explanation rests on; instants are ISO 8601, durations ms, shares 0 to 1. */
export interface ExplainedFacts {
	workflow_id: string;
	workflow_name: string | null;
	execution_id: string;
	status: ExecutionStatus;
	outcome: Outcome | null;
	end_reason: EndReason | null;
	mode: string | null;
	started_at: string;
	finished_at: string | null;
	/** Wall time; null until it has ended. */
	duration: number | null;
	/** Without waiting. */
	active_duration: number | null;
	/** The step at which it failed, ended, or is; steps count runs of nodes. */
	step: number | null;
	node_name: string | null;
	/** Why it failed. */
	error: {
		error_type: ErrorType;
		error_code: string | null;
		error_message: string;
		severity: ErrorSeverity;
		node_name: string | null;
	} | null;
	/** Failures with the same cause; null where the error is in no group. */
	error_group: {
		group_id: string;
		/** In all, this one included. */
		occurrences: number;
		first_seen_at: string;
		/** This one is the first of them. */
		first: boolean;
		/** They had been resolved before it. */
		regressed: boolean;
	} | null;
	/** Of the latest successful executions, of which there are `runs`: medians. Null with fewer than three of them. */
	usual: { runs: number; active_duration: number; steps: number | null; items_out: number | null } | null;
	/** The last successful execution before it, and how long before its start that had ended. */
	last_good_run: { execution_id: string; finished_at: string; before: number } | null;
	/** The node in which most of the time went, all its runs together. */
	slowest_node: { node_name: string; duration: number; share: number; runs: number } | null;
	/** Errors that it went on from, and the first of them. */
	handled_errors: number;
	handled_error: { error_message: string; node_name: string | null } | null;
	failed_sub_workflows: number;
	items_in: number | null;
	items_out: number | null;
	retry_of: string | null;
	retried_with_success: boolean;
	/** How it stands, where it has not ended. */
	live: Live | null;
}

export type Live = Pick<
	LiveStatus,
	| 'elapsed_time'
	| 'current_step_time'
	| 'no_node_has_run'
	| 'progress_percentage'
	| 'estimated_remaining_time'
	| 'estimated_remaining_interval'
	| 'estimate_reason'
	| 'waiting_for'
	| 'waiting_until'
>;
