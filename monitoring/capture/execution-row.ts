import type { IRun } from 'n8n-workflow';
import type { ExecutionStatus } from '../model/enums';
import { SOURCES, START_INFERRED, stateKey, type ExecutionRecord } from '../model/records';
import { NO_USAGE, type SegmentReading } from '../model/usage';
import { capturedId } from './captured-text';
import type { ReportedEnd } from './end-of-execution';
import { itemsAtEnds } from './item-flow';
import type { OpenRun } from './node-state';
import { usageOf } from './performance-usage';
import type { Story } from './story';

/** Shared; a row that has any gets an object of its own. */
const NONE: Record<string, number> = Object.freeze({});

/** What is known of an execution that goes on, at the instant `at` (ms since the epoch). */
export function openRow(story: Story, status: ExecutionStatus, at: number): ExecutionRecord {
	// After a resume this process does not know when the execution began; a better source has told it.
	const knowsStart = story.fromStart && story.segment === 0;
	const source = story.executes ? 'executor' : 'enqueuer';
	return {
		execution_id: story.executionId,
		workflow_id: story.workflowId,
		status,
		end_reason: null,
		mode: story.mode,
		kind: story.kind,
		trigger_node: story.triggerNode,
		trigger_type: story.triggerType,
		workflow_version: story.workflowVersion,
		n8n_version: story.executes ? story.process.n8nVersion : null,
		package_version: story.executes ? story.process.packageVersion : null,
		process_id: story.executes && story.fromStart ? story.process.id : null,
		process_since: story.executes && story.fromStart ? story.segmentStartedAt : null,
		last_seen_at: story.executes ? at : null,
		memory_share: null,
		started_at: knowsStart ? story.segmentStartedAt : at,
		finished_at: null,
		wait_till: null,
		retry_of: story.retryOf,
		parent_execution_id: story.parentExecutionId,
		parent_workflow_id: story.parentWorkflowId,
		last_node: null,
		current_step: null,
		step_started_at: null,
		node_count: null,
		node_runs: null,
		successful_nodes: null,
		failed_nodes: null,
		handled_errors: null,
		items_in: null,
		items_out: null,
		rows_left_out: null,
		segment: story.segment,
		state_key: stateKey(story.segment, status, source),
		started_source: knowsStart ? SOURCES[source] : START_INFERRED,
		segment_times: NONE,
		segment_handled: NONE,
		segment_usage: NO_USAGE,
	};
}

/** The row while a node runs. */
export function stepRow(story: Story, { node, step, startedAt }: OpenRun): ExecutionRecord {
	const row = openRow(story, 'running', startedAt);
	row.last_node = node;
	row.current_step = step;
	row.step_started_at = startedAt;
	return row;
}

export interface EndFacts {
	run: IRun;
	/** When the end was reported, ms since the epoch. */
	at: number;
	/** This process saw the execution before its end. */
	known: boolean;
	startedAt: number;
	lastNode: string | null;
	/** Null where this process has not measured it. */
	reading: SegmentReading | null;
}

/** The row as the end, or the begin of a wait, leaves it. */
export function endRow(story: Story, end: ReportedEnd, facts: EndFacts): ExecutionRecord {
	const row = openRow(story, end.status, facts.at);
	const executor = end.source === 'executor';
	const parent = facts.run.data?.parentExecution;
	count(row, story, executor);
	if (executor) {
		row.segment_times = { [story.segment]: Math.max(0, Math.round(facts.at - story.segmentStartedAt)) };
		row.segment_usage = { [story.segment]: usageOf(story, facts.reading) };
		row.segment_handled = { [story.segment]: story.handledErrors };
	} else {
		row.n8n_version = null;
		row.package_version = null;
		row.last_seen_at = null;
	}
	row.end_reason = end.reason;
	row.finished_at = end.finishedAt;
	row.wait_till = end.waitTill;
	row.started_at = facts.startedAt;
	// A start that is only read from the end's report weighs less than one that was seen.
	if (!facts.known) row.started_source = Math.min(SOURCES[end.source], SOURCES.host_table) - START_INFERRED;
	row.parent_execution_id ??= parent ? capturedId(parent.executionId) : null;
	row.parent_workflow_id ??= parent ? capturedId(parent.workflowId) : null;
	row.last_node = facts.lastNode;
	row.current_step = facts.lastNode === null ? null : story.step;
	row.state_key = stateKey(story.segment, end.status, end.source);
	return row;
}

/** The counts once more, when a node ends after its execution; the state is not touched. */
export function lateCountsRow(story: Story): ExecutionRecord {
	const row = openRow(story, 'running', story.segmentStartedAt);
	count(row, story, true);
	return row;
}

/** @param executed the process would know of runs; else none that it has seen means that it knows nothing */
function count(row: ExecutionRecord, story: Story, executed: boolean): void {
	let ran = 0;
	let runs = 0;
	let failed = 0;
	// A closure, since an iterator makes two objects for each node.
	story.nodes.forEach((node) => {
		if (node.runs === 0) return;
		ran += 1;
		runs += node.runs;
		if (node.failed) failed += 1;
	});
	if (!executed && ran === 0) return;
	row.node_count = ran;
	row.node_runs = runs;
	row.successful_nodes = ran - failed;
	row.failed_nodes = failed;
	row.handled_errors = story.handledErrors;
	row.items_in = story.flow.lost ? null : story.flow.itemsIn;
	row.items_out = itemsAtEnds(story.flow);
	row.rows_left_out = story.rowsLeftOut;
}
