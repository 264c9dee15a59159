import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Intake } from '../../monitoring/agent/intake';
import { OwnErrors } from '../../monitoring/agent/own-errors';
import { Storyteller } from '../../monitoring/capture/storyteller';
import { DEFAULT_POLICY } from '../../monitoring/model/monitor-settings';
import { Recorder } from '../../monitoring/recorder/recorder';
import { storyOptions } from '../support/story-options';

const immediately = async () => await new Promise((resolve) => setImmediate(resolve));

function capture() {
	const recorder = new Recorder();
	const storyteller = new Storyteller(storyOptions({ policy: () => ({ ...DEFAULT_POLICY, level: 'debug' }) }));
	const errors: unknown[] = [];
	const intake = new Intake({
		measure: () => {},
		tell: (seen) => {
			for (const record of storyteller.tell(seen).records) recorder.add(record);
		},
		told: () => {
			for (const { records } of storyteller.steps()) for (const record of records) recorder.add(record);
		},
		lost: (count) => recorder.lose('ring_full', count),
		failed: (error) => errors.push(error),
	});
	return { recorder, intake, errors };
}

const hooks = { executionId: '1', mode: 'webhook', workflowData: { id: 'wf', name: 'W', nodes: [] } };

describe('the intake', () => {
	it('does no more on the host\'s path than to remember, and empties itself right after', async () => {
		const { recorder, intake } = capture();
		intake.observe('nodeExecuteBefore', hooks, ['A', { source: [] }]);
		expect(recorder.counters.captured).toBe(0);
		await immediately();
		expect(recorder.counters.captured).toBeGreaterThan(0);
	});

	it("holds nothing of the host's data after it is drained, however large and while the database is away", async () => {
		const { recorder, intake } = capture();
		const collect = garbageCollector();
		const items = new WeakRef(watch(intake));
		await immediately();
		await immediately();
		collect();
		expect(recorder.counters.held).toBeGreaterThan(0);
		expect(items.deref()).toBeUndefined();
	});

	it('loses nothing in a long run of nodes that never lets the event loop turn', async () => {
		const { recorder, intake } = capture();
		for (let i = 0; i < 20_000; i++) {
			await Promise.resolve();
			intake.observe('nodeExecuteBefore', hooks, [`N${i}`, { source: [] }]);
		}
		intake.drain();
		// A debug row for each event, and a row of the execution for each slice.
		expect(recorder.counters.dropped).toEqual({});
		expect(recorder.counters.captured).toBeGreaterThan(20_000);
	});

	it('survives whatever the host hands over', async () => {
		const { intake, errors } = capture();
		const revoked = Proxy.revocable({}, {});
		revoked.revoke();
		for (const task of [{}, { data: 1 }, { error: revoked.proxy, startTime: NaN, executionTime: 'x' }, { source: [null, 1] }]) {
			intake.observe('nodeExecuteAfter', hooks, ['A', task, { resultData: { runData: { A: [task] } } }]);
		}
		intake.observe('workflowExecuteAfter', hooks, [{ status: 'strange' }]);
		await immediately();
		intake.drain();
		expect(errors).toEqual([]);
	});
});

describe('errors of our own', () => {
	it('switch capture off when there are ten in a minute, once', () => {
		let off = 0;
		const errors = new OwnErrors(() => (off += 1));
		for (let i = 0; i < 9; i++) errors.add(i * 1_000);
		expect(off).toBe(0);
		errors.add(70_000);
		expect(off).toBe(0);
		for (let i = 0; i < 20; i++) errors.add(80_000 + i);
		expect(off).toBe(1);
	});
});

/** Hands a node run with 50 MB of items to the intake and keeps no reference of its own. */
function watch(intake: Intake): object {
	const items = Array.from({ length: 50 }, (_, i) => ({ json: { i, text: Buffer.alloc(1_000_000, 97).toString() } }));
	const task = {
		startTime: Date.now(), executionTime: 1, executionIndex: 0, executionStatus: 'error', source: [],
		error: { name: 'Error', message: 'x'.repeat(5_000_000), context: { items } }, data: { main: [items] },
	};
	intake.observe('nodeExecuteBefore', hooks, ['A', { source: [] }]);
	intake.observe('nodeExecuteAfter', hooks, ['A', task, { resultData: { runData: { A: [task] } } }]);
	intake.observe('workflowExecuteAfter', hooks, [
		{ status: 'error', startedAt: new Date(), data: { resultData: { error: task.error, lastNodeExecuted: 'A', runData: { A: [task] } } } },
	]);
	return items;
}

function garbageCollector(): () => void {
	setFlagsFromString('--expose-gc');
	return runInNewContext('gc') as () => void;
}
