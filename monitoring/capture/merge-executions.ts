import { EXECUTION_KINDS } from '../model/enums';
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
	const process = laterProcess(a, b);
	const segmentHandled = { ...a.segment_handled, ...b.segment_handled };
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
		kind: kindIndex(b) > kindIndex(a) ? b.kind : a.kind,
		trigger_node: greatest(a.trigger_node, b.trigger_node),
		trigger_type: greatest(a.trigger_type, b.trigger_type),
		workflow_version: greatest(a.workflow_version, b.workflow_version),
		n8n_version: greatest(a.n8n_version, b.n8n_version),
		package_version: greatest(a.package_version, b.package_version),
		process_id: process.process_id,
		process_since: process.process_since,
		last_seen_at: greatest(a.last_seen_at, b.last_seen_at),
		memory_share: greatest(a.memory_share, b.memory_share),
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
		handled_errors: greatest(counts.handled_errors, sumOf(segmentHandled)),
		items_in: counts.items_in,
		items_out: counts.items_out,
		rows_left_out: counts.rows_left_out,
		segment_times: { ...a.segment_times, ...b.segment_times },
		segment_handled: segmentHandled,
		segment_usage: { ...a.segment_usage, ...b.segment_usage },
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

/**
 * Of the end or, while it runs, of the later step: step numbers go on across segments. Of two stories of one step
 * the one that knows when it began.
 */
function furtherStep(a: ExecutionRecord, b: ExecutionRecord): ExecutionRecord {
	const ends = Number(b.state_key >= REPORTED_END) - Number(a.state_key >= REPORTED_END);
	if (ends !== 0) return ends > 0 ? b : a;
	const [left, right] = [a.current_step ?? -1, b.current_step ?? -1];
	if (left !== right) return right > left ? b : a;
	const [began, beganOther] = [a.step_started_at ?? -1, b.step_started_at ?? -1];
	if (began !== beganOther) return beganOther > began ? b : a;
	return (b.last_node ?? '') > (a.last_node ?? '') ? b : a;
}

/** Counts only grow while an execution runs: the greater number of node runs is the fuller story. */
function fullerCounts(a: ExecutionRecord, b: ExecutionRecord): ExecutionRecord {
	return (b.node_runs ?? -1) > (a.node_runs ?? -1) ? b : a;
}

/** The process that took the execution last. */
function laterProcess(a: ExecutionRecord, b: ExecutionRecord): ExecutionRecord {
	const [left, right] = [a.process_since ?? -1, b.process_since ?? -1];
	if (left !== right) return right > left ? b : a;
	return (b.process_id ?? '') > (a.process_id ?? '') ? b : a;
}

/** Null where there is nothing to add up. */
function sumOf(values: Record<string, number>): number | null {
	const all = Object.values(values);
	return all.length === 0 ? null : all.reduce((sum, value) => sum + value, 0);
}

function kindIndex({ kind }: ExecutionRecord): number {
	return kind === null ? -1 : EXECUTION_KINDS.indexOf(kind);
}

/** The greater of two; unknown is less than all. Texts by their code points, as the database's collation "C". */
function greatest<T extends string | number>(a: T | null, b: T | null): T | null {
	if (a === null || b === null) return a ?? b;
	return b > a ? b : a;
}
