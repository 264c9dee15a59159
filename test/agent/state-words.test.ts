import type { FoundMonitor, RefusedMonitor } from '../../monitoring/agent/find-monitors';
import { Standing } from '../../monitoring/agent/standing';
import { StateBoard, type ShownPlace } from '../../monitoring/agent/state-board';
import { stateWords } from '../../monitoring/agent/state-words';
import { DEFAULT_MONITOR } from '../../monitoring/model/monitor-settings';
import type { MonitoringState } from '../../monitoring/model/monitoring-state';

const monitor = (workflowName: string, more: Partial<FoundMonitor> = {}): FoundMonitor => ({
	workflowId: workflowName, workflowName, nodeId: 'n', node: {} as FoundMonitor['node'], credential: null, createdAt: 0,
	settings: DEFAULT_MONITOR, coverage: { covers: 'instance' }, ...more,
});

function place(state: MonitoringState['state'], ...monitors: FoundMonitor[]): ShownPlace {
	const standing = new Standing();
	standing.set(state, state === 'recording' ? null : 'It is away', state === 'recording' ? null : 'Bring it back');
	return { standing, monitors };
}

const refused = (workflowName: string): RefusedMonitor => ({
	...monitor(workflowName), state: 'not_allowed', reason: 'It may not', nextStep: 'Ask',
});

describe('the state in words', () => {
	it('is what to do where nothing is published yet', () => {
		const board = new StateBoard();
		board.setNoMonitor();
		expect(stateWords(board.get())).toEqual({
			title: 'Not recording: no Monitor Trigger is published',
			detail: 'No published workflow holds a Monitor Trigger. Add a Monitor Trigger to a workflow, choose its credential and publish the workflow',
		});
	});

	it('says since when it records, and which monitors there are', () => {
		const board = new StateBoard();
		const places = [place('recording', monitor('Oldest'), monitor('x'.repeat(300)))];
		board.setMonitors(places[0].monitors);
		const { title, detail } = stateWords(board.get(places));
		expect(title).toMatch(/^Recording since \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
		expect(detail).toContain('"Oldest"');
		expect(detail?.length).toBeLessThan(300);
		const { since } = board.get(places);
		places[0].standing.set('recording');
		expect(board.get(places).since).toBe(since);
	});

	it.each([
		['one place that is away', [place('database_unreachable', monitor('A'))], [], 'database_unreachable', 'It is away'],
		['one of two that is away', [place('recording', monitor('A')), place('database_unreachable', monitor('B'))], [], 'recording', 'It is away'],
		['a monitor that may not watch', [], [refused('A')], 'not_allowed', 'It may not'],
		['one that may not beside one that may', [place('recording', monitor('A'))], [refused('B')], 'recording', 'It may not'],
		['a monitor that sees its project only', [place('recording', monitor('A', { coverage: { covers: 'project', projectId: 'p' } }))], [], 'recording', '"A" covers the workflows of the own project only'],
	] as const)('tells of %s', (_, places, others, state, reason) => {
		const board = new StateBoard();
		board.setMonitors([monitor('A')]);
		const shown = board.get(places, others);
		expect(shown).toMatchObject({ state, reason, next_step: expect.any(String) });
		expect(shown.since === null).toBe(state !== 'recording');
		expect(shown.monitor?.workflow_name).toBe('A');
	});

	it('says that it is paused once its workflow is taken back', () => {
		const board = new StateBoard();
		board.setMonitors([monitor('Monitor')]);
		board.setNoMonitor();
		expect(stateWords(board.get())).toEqual({
			title: 'Paused: the workflow is no longer published',
			detail: 'The workflow "Monitor" with the Monitor Trigger is no longer published. Publish it again to go on recording',
		});
	});

	it.each([
		['connecting', 'Connecting to the database'],
		['database_unreachable', 'Not recording: the database cannot be used'],
		['schema_unusable', 'Not recording: the schema is not for this version'],
		['not_allowed', 'Not recording: the monitor may not do so'],
		['credential_unusable', 'Not recording: the credential cannot be used'],
		['capture_off', 'Not recording: capture has switched itself off'],
		['uninstalled', 'Not recording: the package is not installed'],
	] as const)('names the state %s, its reason and what to do', (state, title) => {
		const board = new StateBoard();
		board.set(state, 'This happened', 'Do that');
		expect(stateWords(board.get())).toEqual({ title, detail: 'This happened. Do that' });
	});

	it('keeps a final state', () => {
		const board = new StateBoard();
		board.set('capture_off', 'x', 'y');
		board.set('recording');
		expect(board.get().state).toBe('capture_off');
	});
});
