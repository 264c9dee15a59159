import * as fc from 'fast-check';
import { END_REASONS, EXECUTION_KINDS, EXECUTION_STATUSES, type ExecutionStatus } from '../../monitoring/model/enums';
import { SOURCES, stateKey, type ExecutionRecord, type Source } from '../../monitoring/model/records';

const EPOCH = 1_795_570_000_000;

/** A record of an execution with nothing known but the state; times are ms. */
export function executionRecord(given: Partial<ExecutionRecord> & { source?: Source } = {}): ExecutionRecord {
	const { source = 'executor', ...fields } = given;
	const status = fields.status ?? 'running';
	const segment = fields.segment ?? 0;
	return {
		execution_id: '1',
		workflow_id: 'wf',
		status,
		end_reason: null,
		mode: 'webhook',
		kind: null,
		trigger_node: null,
		trigger_type: null,
		workflow_version: null,
		n8n_version: null,
		package_version: null,
		process_id: null,
		process_since: null,
		last_seen_at: null,
		memory_share: null,
		started_at: EPOCH,
		finished_at: null,
		wait_till: null,
		retry_of: null,
		parent_execution_id: null,
		parent_workflow_id: null,
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
		segment,
		state_key: stateKey(segment, status, source),
		started_source: SOURCES[source],
		segment_times: {},
		segment_handled: {},
		segment_usage: {},
		...fields,
	};
}

const ENDED = new Set<ExecutionStatus>(['success', 'error', 'canceled', 'crashed']);

/** Any story that a process may tell of execution 1. What one field says follows from its key, as in life. */
export const anyStory: fc.Arbitrary<ExecutionRecord> = fc
	.record({
		status: fc.constantFrom(...EXECUTION_STATUSES),
		source: fc.constantFrom(...(Object.keys(SOURCES) as Source[])),
		segment: fc.integer({ min: 0, max: 3 }),
		started: fc.integer({ min: 0, max: 5 }),
		finished: fc.integer({ min: 6, max: 9 }),
		step: fc.option(fc.integer({ min: 1, max: 9 })),
		runs: fc.option(fc.integer({ min: 0, max: 9 })),
		parent: fc.boolean(),
		inferred: fc.boolean(),
		kind: fc.option(fc.constantFrom(...EXECUTION_KINDS)),
		trigger: fc.option(fc.constantFrom('Webhook', 'webhook', 'Été', 'Zeitplan')),
		process: fc.option(fc.integer({ min: 1, max: 3 })),
		since: fc.integer({ min: 0, max: 2 }),
		seen: fc.option(fc.integer({ min: 0, max: 9 })),
		share: fc.option(fc.constantFrom(0.25, 0.5, 0.9375)),
	})
	.map((story) => {
		const { status, source, segment, started, finished, step, runs, parent, inferred } = story;
		const ended = ENDED.has(status);
		return executionRecord({
			source,
			status,
			segment,
			end_reason: ended ? END_REASONS[EXECUTION_STATUSES.indexOf(status) % END_REASONS.length] : null,
			started_at: EPOCH + started * 1_000,
			started_source: inferred ? 5 : SOURCES[source],
			finished_at: ended ? EPOCH + finished * 1_000 + EXECUTION_STATUSES.indexOf(status) : null,
			wait_till: status === 'waiting' ? EPOCH + 60_000 + segment : null,
			parent_execution_id: parent ? '0' : null,
			parent_workflow_id: parent ? 'parent' : null,
			last_node: step === null ? null : `node ${step}`,
			current_step: step,
			step_started_at: step === null || ended ? null : EPOCH + step * 500,
			node_count: runs,
			node_runs: runs,
			successful_nodes: runs,
			failed_nodes: runs === null ? null : 0,
			handled_errors: ended && source === 'executor' ? segment : runs === null ? null : 0,
			items_in: runs === null ? null : runs * 10,
			items_out: runs === null ? null : runs * 20,
			rows_left_out: runs === null ? null : runs * 3,
			kind: story.kind,
			trigger_node: story.trigger,
			workflow_version: story.trigger === null ? null : `v ${story.trigger}`,
			process_id: story.process === null ? null : `0000000${story.process}-0000-4000-8000-000000000000`,
			process_since: story.process === null ? null : EPOCH + story.since,
			last_seen_at: story.seen === null ? null : EPOCH + story.seen,
			memory_share: story.share,
			segment_times: ended && source === 'executor' ? { [segment]: 100 + segment } : {},
			segment_handled: ended && source === 'executor' ? { [segment]: segment } : {},
		});
	});
