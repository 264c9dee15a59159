import * as fc from 'fast-check';
import type { MonitorRecord } from '../../monitoring/model/records';
import { Recorder } from '../../monitoring/recorder/recorder';
import { executionRecord } from '../support/execution-records';
import { alert, FakeDatabase, log, NOW, sumOf } from './fake-database';

/** What may happen, in any order; a recorder is too small for all that comes. */
const anyStep = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ do: fc.constant('logs' as const), from: fc.nat(60), count: fc.nat(12), urgent: fc.boolean() }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant('execution' as const), id: fc.nat(4), ended: fc.boolean() }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('alert' as const), id: fc.nat(5) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant('outage' as const), away: fc.boolean() }) },
	{ weight: 5, arbitrary: fc.record({ do: fc.constant('time' as const), ms: fc.constantFrom(1, 20, 250, 6_000) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant('writer' as const), known: fc.boolean() }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constantFrom('skip' as const, 'lose' as const, 'flush' as const) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constantFrom('hand over' as const, 'close' as const) }) },
);

describe('the accounting of records', () => {
	beforeEach(() => {
		jest.useFakeTimers({ now: NOW });
	});

	afterEach(() => {
		jest.useRealTimers();
	});

	it('adds up at every moment, whatever happens, and every log is where the counters say', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(anyStep, { minLength: 1, maxLength: 40 }), async (steps) => {
				const database = new FakeDatabase();
				database.refuse = (message) => message.endsWith('7');
				const recorders: Recorder[] = [];
				const check = () => {
					for (const recorder of recorders) {
						sumOf(recorder);
						const { lag, queue_rows, queue_bytes } = recorder.report;
						expect(lag === null).toBe(queue_rows === 0);
						expect(queue_bytes).toBeGreaterThanOrEqual(0);
					}
				};
				const start = (left: MonitorRecord[] = []) => {
					recorders.push(new Recorder({ rows: 20, random: () => 0.5 }));
					for (const record of left) recorders[recorders.length - 1].add(record);
				};
				database.meanwhile = check;
				start();
				for (const step of steps) {
					const recorder = recorders[recorders.length - 1];
					switch (step.do) {
						case 'logs':
							for (let i = 0; i < step.count; i++) recorder.add(log(step.from + i), step.urgent);
							break;
						case 'execution':
							recorder.add({
								table: 'workflow_executions',
								row: executionRecord({
									execution_id: String(step.id),
									...(step.ended ? { status: 'success', finished_at: NOW } : {}),
								}),
							});
							break;
						case 'alert':
							recorder.add(alert(`alert ${step.id}`));
							break;
						case 'outage':
							database.failing = step.away;
							break;
						case 'time':
							await jest.advanceTimersByTimeAsync(step.ms);
							break;
						case 'writer':
							recorder.setWriter(step.known ? database : null);
							break;
						case 'skip':
							recorder.skip('not_watched', 3);
							break;
						case 'lose':
							recorder.lose('ring_full', 2);
							break;
						case 'flush':
							await recorder.flush();
							break;
						case 'hand over':
							start(recorder.handOver());
							break;
						case 'close': {
							const closing = recorder.close(100);
							await jest.advanceTimersByTimeAsync(101);
							await closing;
							expect(recorder.report.queue_rows).toBe(0);
							start();
							break;
						}
					}
					check();
				}
				database.failing = false;
				const last = recorders[recorders.length - 1];
				last.setWriter(database);
				await jest.advanceTimersByTimeAsync(20_000);
				check();
				expect(last.counters).toMatchObject({ queued: 0, held: 0 });
				expect([...database.logs.values()].filter((message) => message.endsWith('7'))).toEqual([]);
			}),
			{ numRuns: 300 },
		);
	});
});
