import { Recorder, type RecorderOptions } from '../../monitoring/recorder/recorder';
import { executionRecord } from '../support/execution-records';
import { alert, FakeDatabase, log, NOW, sumOf } from './fake-database';

describe('Recorder', () => {
	let database: FakeDatabase;

	beforeEach(() => {
		jest.useFakeTimers({ now: NOW });
		database = new FakeDatabase();
	});

	afterEach(() => {
		jest.useRealTimers();
	});

	function recorder(options: RecorderOptions = {}): Recorder {
		return new Recorder({ random: () => 0.5, ...options });
	}

	it('holds records until it is known where to write, then writes them', async () => {
		const subject = recorder();
		for (let i = 0; i < 3; i++) subject.add(log(i));
		expect(subject.counters).toMatchObject({ captured: 3, held: 3, queued: 0 });
		subject.setWriter(database);
		await jest.advanceTimersByTimeAsync(10);
		expect(database.logs.size).toBe(3);
		expect(subject.counters).toMatchObject({ stored: 3, held: 0 });
		sumOf(subject);
	});

	it('writes after 250 ms, at once when a batch is full, within 20 ms when it is urgent', async () => {
		const subject = recorder();
		subject.setWriter(database);
		subject.add(log(1));
		await jest.advanceTimersByTimeAsync(240);
		expect(database.logs.size).toBe(0);
		await jest.advanceTimersByTimeAsync(11);
		expect(database.logs.size).toBe(1);
		for (let i = 0; i < 500; i++) subject.add(log(100 + i));
		await jest.advanceTimersByTimeAsync(1);
		expect(database.logs.size).toBe(501);
		subject.add(log(1_000), true);
		await jest.advanceTimersByTimeAsync(20);
		expect(database.logs.size).toBe(502);
	});

	it('makes one record of what is told of an execution before it is written', async () => {
		const subject = recorder();
		subject.setWriter(database);
		const add = (row: ReturnType<typeof executionRecord>) => subject.add({ table: 'workflow_executions', row });
		add(executionRecord());
		add(executionRecord({ current_step: 1, last_node: 'A' }));
		add(executionRecord({ status: 'success', finished_at: NOW + 5 }));
		await jest.advanceTimersByTimeAsync(300);
		expect(database.batches).toHaveLength(1);
		expect(database.batches[0].executions).toMatchObject([{ status: 'success' }]);
		expect(database.batches[0].ended).toHaveLength(1);
		expect(subject.counters).toMatchObject({ captured: 3, merged: 2, stored: 1 });
	});

	it('says once that writing fails and once that it works again, and loses nothing meanwhile', async () => {
		const said: string[] = [];
		const subject = recorder({ onDown: () => said.push('down'), onUp: (lost) => said.push(`up, lost ${lost}`) });
		subject.setWriter(database);
		database.failing = true;
		subject.add(log(1));
		await jest.advanceTimersByTimeAsync(20_000);
		subject.add(log(2));
		await jest.advanceTimersByTimeAsync(20_000);
		expect(said).toEqual(['down']);
		expect(subject.report).toMatchObject({
			lag: 40_000, queue_rows: 2, down_since: new Date(NOW + 250).toISOString(), last_loss_at: null,
			last_error: { code: 'unknown', message: 'connection lost' },
		});
		database.failing = false;
		await jest.advanceTimersByTimeAsync(6_000);
		expect(said).toEqual(['down', 'up, lost 0']);
		expect(database.logs.size).toBe(2);
		expect(subject.report).toMatchObject({ lag: null, queue_rows: 0, queue_bytes: 0, down_since: null });
		sumOf(subject);
	});

	it('tries ever more slowly while the database is away', async () => {
		let attempts = 0;
		const subject = recorder();
		subject.setWriter({ ...database, refusal: () => null, write: async () => { attempts += 1; throw new Error('away'); } });
		subject.add(log(1));
		await jest.advanceTimersByTimeAsync(2_500);
		expect(attempts).toBeLessThanOrEqual(4);
		const before = attempts;
		await jest.advanceTimersByTimeAsync(10_000);
		expect(attempts - before).toBeLessThanOrEqual(4);
		for (let i = 0; i < 100; i++) subject.add(log(10 + i), true);
		await jest.advanceTimersByTimeAsync(1_000);
		expect(attempts - before).toBeLessThanOrEqual(5);
	});

	it('sets a row aside that is refused, and writes all others', async () => {
		const refused: string[] = [];
		const subject = recorder({ onRefused: (table, state) => refused.push(`${table} ${state}`) });
		database.refuse = (message) => message === 'message 37' || message === 'message 120';
		subject.setWriter(database);
		for (let i = 0; i < 200; i++) subject.add(log(i));
		await jest.advanceTimersByTimeAsync(300);
		expect(database.logs.size).toBe(198);
		expect(subject.counters.refused).toEqual({ '22P02': 2 });
		expect(subject.report.refused_rows).toEqual(
			[1, 2].map(() => ({
				table: 'workflow_execution_logs', code: '22P02', message: 'invalid input syntax for type integer',
				at: expect.any(String) as string,
			})),
		);
		expect(refused).toEqual(['workflow_execution_logs 22P02', 'workflow_execution_logs 22P02']);
		sumOf(subject);
	});

	it('drops the oldest logs when it is full, never an alert or an execution for a log', async () => {
		const subject = recorder({ rows: 100 });
		subject.add(alert('first'));
		subject.add({ table: 'workflow_executions', row: executionRecord() });
		for (let i = 0; i < 300; i++) subject.add(log(i));
		subject.add(alert('last'));
		const { dropped } = subject.counters;
		expect(dropped.queue_full).toBeGreaterThan(200);
		sumOf(subject);
		subject.setWriter(database);
		await jest.advanceTimersByTimeAsync(300);
		expect(database.batches.flatMap(({ alerts }) => alerts.map(({ title }) => title))).toEqual(['first', 'last']);
		expect(database.batches.flatMap(({ executions }) => executions)).toHaveLength(1);
		expect([...database.logs.values()]).toContain('message 299');
		expect([...database.logs.values()]).not.toContain('message 0');
	});

	it('is bounded by bytes too', () => {
		const subject = recorder({ bytes: 1_000_000 });
		for (let i = 0; i < 200; i++) subject.add(log(i, { message: 'x'.repeat(16_000) }));
		const { dropped, held } = subject.counters;
		expect(held).toBeLessThan(35);
		expect(dropped.queue_full).toBe(200 - held);
	});

	it('counts a row that meets itself as a duplicate', async () => {
		const subject = recorder();
		subject.setWriter(database);
		subject.add(log(1));
		await jest.advanceTimersByTimeAsync(300);
		subject.add(log(1));
		await jest.advanceTimersByTimeAsync(300);
		expect(subject.counters).toMatchObject({ stored: 1, duplicate: 1 });
	});

	it('flushes at the end, and counts what does not make it in time as lost', async () => {
		const subject = recorder();
		subject.setWriter(database);
		subject.add(log(1));
		await subject.close(1_000);
		expect(database.logs.size).toBe(1);

		const stuck = recorder();
		stuck.setWriter({ ...database, refusal: () => null, write: async () => await new Promise(() => {}) });
		stuck.add(log(2));
		const closing = stuck.close(1_000);
		await jest.advanceTimersByTimeAsync(1_100);
		await closing;
		expect(stuck.counters.dropped).toEqual({ shutdown: 1 });
		sumOf(stuck);
	});

	it('tells whoever waits for a row whether it is stored, and does not let them wait while the database is away', async () => {
		const subject = recorder();
		subject.setWriter(database);
		const stored = subject.addAndWait(log(1), 1_000);
		await jest.advanceTimersByTimeAsync(5);
		expect(await stored).toEqual({ outcome: 'stored', reason: undefined });
		database.failing = true;
		const first = subject.addAndWait(log(2), 1_000);
		await jest.advanceTimersByTimeAsync(1_001);
		expect(await first).toEqual({ outcome: 'queued' });
		const second = subject.addAndWait(log(3), 1_000);
		await jest.advanceTimersByTimeAsync(1);
		expect(await second).toEqual({ outcome: 'queued' });
		database.failing = false;
		await jest.advanceTimersByTimeAsync(6_000);
		expect(database.logs.size).toBe(3);
	});

	it('moves times that no partition holds to the edge and keeps them in metadata', async () => {
		const subject = recorder();
		subject.setWriter(database);
		const long = NOW - 400 * 86_400_000;
		subject.add(log(1, { timestamp: long }));
		await jest.advanceTimersByTimeAsync(300);
		const [row] = database.batches[0].logs;
		expect(row.timestamp).toBeGreaterThan(long);
		expect(row.metadata).toEqual({ original_timestamp: new Date(long).toISOString() });
	});
});
