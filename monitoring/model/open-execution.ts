import type { ExecutionStatus } from './enums';

/** An execution that has not ended by what is recorded; times are ms since the epoch. */
export interface OpenExecution {
	execution_id: string;
	workflow_id: string;
	workflow_name: string | null;
	workflow_version: string | null;
	status: ExecutionStatus;
	mode: string | null;
	segment: number;
	started_at: number;
	retry_of: string | null;
	parent_execution_id: string | null;
	parent_workflow_id: string | null;
	last_node: string | null;
	current_step: number | null;
	step_started_at: number | null;
	process_id: string | null;
	/** The later one of its own last sign of life and its process'; null where there was none. */
	last_seen_at: number | null;
	/** Of its process at its last renewal; 0 to 1. */
	memory_share: number | null;
}

/** Node runs of an execution as its log rows tell them. */
export interface NodeRunCounts {
	node_count: number;
	node_runs: number;
	failed_nodes: number;
}
