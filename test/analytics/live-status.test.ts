import { liveStatus, noLiveStatus, openExecutions, type LiveFacts, type Place } from '../../monitoring/analytics/live-status';
import type { LiveExecution } from '../../monitoring/store/read/find-live-executions';

const NOW = Date.parse('2026-01-01T00:01:00Z');

const RUNNING: LiveExecution = {
	workflow_id: 'wf',
	workflow_name: 'Shop',
	execution_id: '7',
	status: 'running',
	mode: 'webhook',
	trigger_node: 'Webhook',
	workflow_version: null,
	started_at: '2026-01-01T00:00:00.000Z',
	finished_at: null,
	duration: null,
	wait_till: null,
	waits_for_child: false,
	last_node: 'Ask',
	current_step: 2,
	step_started_at: '2026-01-01T00:00:50.000Z',
	process_since: '2026-01-01T00:00:00.000Z',
	segment: 0,
	segments_took: 0,
};

function place(remaining: number | null, given: Partial<Place> = {}): Place {
	const interval = remaining === null ? null : { low: remaining, high: remaining };
	const reason = remaining === null ? ('too_few_runs' as const) : null;
	return {
		remaining: { remaining, interval, runs: 3, reason },
		quality: null,
		active: 60_000,
		inStep: true,
		nodesHaveRun: true,
		...given,
	};
}

function statusOf(execution: Partial<LiveExecution>, given: Partial<LiveFacts> = {}) {
	const trouble = { errors: 0, warnings: 0 };
	return liveStatus({
		execution: { ...RUNNING, ...execution },
		trouble,
		logs: [],
		place: null,
		now: NOW,
		...given,
	});
}

describe('the live status', () => {
	it.each([
		[20_000, 75],
		[60_000, 50],
		[0, 99],
		[null, null],
	])('shows progress of the whole by what is left: %p ms', (remaining, percentage) => {
		expect(statusOf({}, { place: place(remaining) })).toMatchObject({
			progress_percentage: percentage,
			estimated_remaining_time: remaining,
		});
	});

	it('says how long the step under way has been running, and nothing between steps', () => {
		expect(statusOf({}, { place: place(0) })).toMatchObject({ current_step: 'Ask', current_step_time: 10_000 });
		expect(statusOf({}, { place: place(0, { inStep: false }) })).toMatchObject({
			current_step: 'Ask',
			current_step_time: null,
		});
	});

	it('says that no node has run', () => {
		const started = { last_node: null, current_step: null, step_started_at: null };
		const nothing = place(null, { inStep: false, nodesHaveRun: false });
		expect(statusOf(started, { place: nothing })).toMatchObject({ no_node_has_run: true, current_step: null });
		expect(statusOf({}, { place: place(0) }).no_node_has_run).toBe(false);
	});

	it.each([
		['2026-01-01T08:00:00.000Z', false, 'time', '2026-01-01T08:00:00.000Z'],
		[null, false, 'call', null],
		[null, true, 'sub_workflow', null],
	])('says what a waiting execution waits for: %s, %s', (wait_till, waits_for_child, waiting_for, waiting_until) => {
		expect(statusOf({ status: 'waiting', wait_till, waits_for_child })).toMatchObject({
			progress_percentage: null,
			estimated_remaining_time: null,
			estimate_reason: 'waiting',
			waiting_for,
			waiting_until,
		});
	});

	it.each([
		['success', 100, 0, 'ended'],
		['error', null, null, 'ended'],
		['crashed', null, null, 'ended'],
		['canceled', null, null, 'ended'],
		['queued', null, null, 'queued'],
	] as const)('measures nothing that does not run: %s', (status, progress_percentage, rest, estimate_reason) => {
		expect(statusOf({ status })).toMatchObject({
			progress_percentage,
			estimated_remaining_time: rest,
			estimate_reason,
			no_node_has_run: false,
			current_step_time: null,
		});
	});

	it('tells the other ones by their state', () => {
		const open = (['running', 'waiting', 'queued', 'running'] as const).map((status, index) => ({
			...RUNNING,
			status,
			execution_id: String(7 + index),
			wait_till: status === 'waiting' ? '2026-01-01T08:00:00.000Z' : null,
		}));
		const { running, waiting, queued } = openExecutions(open, '7', NOW);
		expect(running.map(({ execution_id }) => execution_id)).toEqual(['10']);
		expect(waiting).toMatchObject([{ execution_id: '8', waiting_for: 'time' }]);
		expect(queued).toMatchObject([{ execution_id: '9', elapsed_time: 60_000 }]);
	});

	it('has the same fields where nothing runs', () => {
		const live = { ...statusOf({}), ...openExecutions([], null, NOW) };
		expect(Object.keys(noLiveStatus('wf')).sort()).toEqual(Object.keys(live).sort());
	});
});
