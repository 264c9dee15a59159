import type { IRun } from 'n8n-workflow';
import type { ExecutionStatus } from '../model/enums';
import { SOURCES, START_INFERRED, stateKey, type ExecutionRecord } from '../model/records';
import { capturedId, capturedName } from './captured-text';
import type { ReportedEnd } from './end-of-execution';
import { itemsAtEnds } from './item-flow';
import type { Story } from './story';

const NO_COUNTS = {
	node_count: null,
	node_runs: null,
	successful_nodes: null,
	failed_nodes: null,
	handled_errors: null,
	items_in: null,
	items_out: null,
	rows_left_out: null,
};

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
		trigger_type: story.triggerType === null ? null : capturedName(story.triggerType, 'trigger_type'),
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
		...NO_COUNTS,
		segment: story.segment,
		state_key: stateKey(story.segment, status, source),
		started_source: knowsStart ? SOURCES[source] : START_INFERRED,
		segment_times: {},
		segment_handled: {},
	};
}

/** The row while a node runs. */
export function stepRow(story: Story, { node, step, at }: NonNullable<Story['newStep']>): ExecutionRecord {
	const row = openRow(story, 'running', at);
	row.last_node = node;
	row.current_step = step;
	row.step_started_at = at;
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
}

/** The row as the end, or the begin of a wait, leaves it. */
export function endRow(story: Story, end: ReportedEnd, facts: EndFacts): ExecutionRecord {
	const row = openRow(story, end.status, facts.at);
	const executor = end.source === 'executor';
	const parent = facts.run.data?.parentExecution;
	return {
		...row,
		...(executor || story.nodes.size > 0 ? countsOf(story) : {}),
		...(executor ? {} : { n8n_version: null, package_version: null, last_seen_at: null }),
		end_reason: end.reason,
		finished_at: end.finishedAt,
		wait_till: end.waitTill,
		started_at: facts.startedAt,
		// A start that is only read from the end's report weighs less than one that was seen.
		started_source: facts.known
			? row.started_source
			: Math.min(SOURCES[end.source], SOURCES.host_table) - START_INFERRED,
		parent_execution_id: story.parentExecutionId ?? (parent ? capturedId(parent.executionId) : null),
		parent_workflow_id: story.parentWorkflowId ?? (parent ? capturedId(parent.workflowId) : null),
		last_node: facts.lastNode,
		current_step: facts.lastNode === null ? null : story.step,
		state_key: stateKey(story.segment, end.status, end.source),
		segment_times: executor
			? { [story.segment]: Math.max(0, Math.round(facts.at - story.segmentStartedAt)) }
			: {},
		segment_handled: executor ? { [story.segment]: story.handledErrors } : {},
	};
}

/** The counts once more, when a node ends after its execution; the state is not touched. */
export function lateCountsRow(story: Story): ExecutionRecord {
	return { ...openRow(story, 'running', story.segmentStartedAt), ...countsOf(story) };
}

function countsOf(story: Story): typeof NO_COUNTS | Record<keyof typeof NO_COUNTS, number | null> {
	let runs = 0;
	let failed = 0;
	for (const node of story.nodes.values()) {
		runs += node.runs;
		if (node.failed) failed += 1;
	}
	return {
		node_count: story.nodes.size,
		node_runs: runs,
		successful_nodes: story.nodes.size - failed,
		failed_nodes: failed,
		handled_errors: story.handledErrors,
		items_in: story.flow.lost ? null : story.flow.itemsIn,
		items_out: itemsAtEnds(story.flow),
		rows_left_out: story.rowsLeftOut,
	};
}
