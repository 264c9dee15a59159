import { REPORTED_END, type ExecutionRecord } from '../model/records';

/**
 * Two stories of one execution become one. The result depends neither on the order of the two nor on how
 * often one is told again: each group of fields has a key, and the story with the greater key gives the group.
 * The upsert in `store/write/upsert-executions.ts` says the same in SQL; a test holds the two together.
 *
 * @returns a new record; neither input is changed
 */
export function mergeExecutions(a: ExecutionRecord, b: ExecutionRecord): ExecutionRecord {
	const state = laterState(a, b);
	const started = believedStart(a, b);
	const step = furtherStep(a, b);
	const counts = fullerCounts(a, b);
	return {
		execution_id: a.execution_id,
		workflow_id: started.workflow_id,
		status: state.status,
		end_reason: state.end_reason,
		finished_at: state.finished_at,
		wait_till: state.wait_till,
		segment: state.segment,
		state_key: state.state_key,
		started_at: started.started_at,
		started_source: started.started_source,
		mode: started.mode ?? a.mode ?? b.mode,
		retry_of: a.retry_of ?? b.retry_of,
		parent_execution_id: a.parent_execution_id ?? b.parent_execution_id,
		parent_workflow_id: a.parent_workflow_id ?? b.parent_workflow_id,
		last_node: step.last_node,
		current_step: step.current_step,
		step_started_at: step.step_started_at,
		node_count: counts.node_count,
		node_runs: counts.node_runs,
		successful_nodes: counts.successful_nodes,
		failed_nodes: counts.failed_nodes,
		handled_errors: counts.handled_errors,
		items_in: counts.items_in,
		items_out: counts.items_out,
		segment_times: { ...a.segment_times, ...b.segment_times },
	};
}

/** The state with the greater key; of two equal ends the earlier one. */
function laterState(a: ExecutionRecord, b: ExecutionRecord): ExecutionRecord {
	if (a.state_key !== b.state_key) return b.state_key > a.state_key ? b : a;
	if (a.finished_at !== null && b.finished_at !== null && b.finished_at < a.finished_at) return b;
	return a;
}

/** The start told by the better source; of two from the same, the earlier one. */
function believedStart(a: ExecutionRecord, b: ExecutionRecord): ExecutionRecord {
	if (a.started_source !== b.started_source) return b.started_source > a.started_source ? b : a;
	return b.started_at < a.started_at ? b : a;
}

/** Of the end or, while it runs, of the later step: step numbers go on across segments. */
function furtherStep(a: ExecutionRecord, b: ExecutionRecord): ExecutionRecord {
	const ends = Number(b.state_key >= REPORTED_END) - Number(a.state_key >= REPORTED_END);
	if (ends !== 0) return ends > 0 ? b : a;
	return (b.current_step ?? -1) > (a.current_step ?? -1) ? b : a;
}

/** Counts only grow while an execution runs: the greater number of node runs is the fuller story. */
function fullerCounts(a: ExecutionRecord, b: ExecutionRecord): ExecutionRecord {
	return (b.node_runs ?? -1) > (a.node_runs ?? -1) ? b : a;
}
