import { StateBoard } from '../../monitoring/agent/state-board';
import { stateWords } from '../../monitoring/agent/state-words';
import type { PublishedMonitor } from '../../monitoring/host/published-monitors';

const monitor = (workflowName: string): PublishedMonitor => ({
	workflowId: workflowName, workflowName, nodeId: 'n', nodeName: 'N', parameters: {}, credential: null, createdAt: 0,
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

	it('says since when it records, and which other monitors there are', () => {
		const board = new StateBoard();
		board.setMonitors([monitor('Oldest'), monitor('x'.repeat(300))]);
		board.set('recording');
		const { title, detail } = stateWords(board.get());
		expect(title).toMatch(/^Recording since \d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
		expect(detail).toContain('"Oldest"');
		expect(detail?.length).toBeLessThan(300);
		const since = board.get().since;
		board.set('recording');
		expect(board.get().since).toBe(since);
	});

	it('says that it is paused once its workflow is taken back', () => {
		const board = new StateBoard();
		board.setMonitors([monitor('Monitor')]);
		board.set('recording');
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
