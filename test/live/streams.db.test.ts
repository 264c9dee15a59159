import { MonitorInputError, WorkflowMonitor } from '../../index';
import { placeFromText, placeToText } from '../../monitoring/live/place';
import { newId } from '../../monitoring/recorder/row-id';
import { insertLogs } from '../../monitoring/store/write/insert-logs';
import { noteWrite } from '../../monitoring/store/write/note-write';
import { sendHint } from '../../monitoring/store/write/send-hint';
import { ensurePartitionsAhead } from '../../monitoring/store/write/ensure-log-partitions';
import { until } from '../support/agent-copies';
import { CutProxy } from '../support/cut-proxy';
import type { TestDatabase } from '../support/database';
import { monitoredDatabase, storeExecutions } from '../workflow-monitor/monitored';

const INSTANCE = 'this-n8n';

describe('streams', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeEach(async () => {
		database = await monitoredDatabase(INSTANCE);
		await ensurePartitionsAhead(database.store(), Date.now());
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: INSTANCE });
	});

	afterEach(async () => {
		await monitor.close();
		await database.drop();
	});

	/** A transaction of so many rows that holds its commit back a while: others overtake it. */
	async function write(store: ReturnType<TestDatabase['store']>, rows: number, held: number): Promise<string[]> {
		const now = Date.now();
		const logs = Array.from({ length: rows }, (_, index) => ({
			id: newId(now), workflow_id: `wf-${index % 3}`, execution_id: '1', log_level: 'info' as const, message: `row ${index}`,
			timestamp: now - index * 1_000, node_id: null, node_name: null, step_number: null, duration: null, items_in: null,
			items_out: null, metadata: {},
		}));
		await store.transaction(async (sql) => {
			await insertLogs(sql, INSTANCE, logs);
			await noteWrite(sql, INSTANCE, { logs, errors: [], executions: [] });
			await sql.query('select pg_sleep($1)', [held]);
		});
		return logs.map(({ id }) => id);
	}

	it('yield each of 10,000 rows exactly once over ten broken connections, whoever commits first', async () => {
		const proxy = await CutProxy.before(database.url);
		const url = new URL(proxy.url(database.url));
		url.searchParams.set('application_name', 'streaming');
		const streaming = new WorkflowMonitor({ connectionString: url.href, instanceId: INSTANCE });
		const [looped, called]: string[][] = [[], []];
		const problems: Error[] = [];
		const loop = streaming.streamLogs().on('problem', (error) => problems.push(error));
		const calls = streaming.streamLogs().on('problem', () => {}).on('log', ({ id }) => called.push(id));
		const over = (async () => {
			for await (const { id } of loop) looped.push(id);
		})();
		await Promise.all([loop.ready, calls.ready]);

		const written: string[] = [];
		let broken = 0;
		const stores = [0, 1, 2, 3].map(() => database.store({ max: 1 }));
		const writing = Promise.all(
			stores.map(async (store, writer) => {
				for (let count = 0; count < 25; count += 1) {
					// So that the tenth break, too, is one in the middle.
					await until(() => written.length < (broken + 1) * 920, 30_000);
					written.push(...(await write(store, 100, ((count * 7 + writer * 3) % 5) * 0.03)));
				}
			}),
		);
		for (; broken < 10; broken += 1) {
			const before = called.length;
			await until(() => called.length > before);
			if (broken % 2 === 0) {
				await database.sql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'streaming'");
			} else {
				proxy.cut();
				await until(() => proxy.connections === 0);
				proxy.mend();
			}
		}
		await writing;
		await until(() => looped.length >= written.length && called.length >= written.length, 20_000);
		const [last] = await write(stores[0], 1, 0);
		await until(() => looped.includes(last) && called.includes(last));
		expect(written).toHaveLength(10_000);
		expect(looped.sort()).toEqual([...written, last].sort());
		expect(called.sort()).toEqual([...written, last].sort());
		await streaming.close();
		await over;
		await proxy.close();
	}, 60_000);

	it('go on behind a cursor, wherever within a batch it stands, and also long after the stream has gone', async () => {
		const first = monitor.streamLogs('wf-0');
		await first.ready;
		let since = first.cursor!;
		await first.close();
		const written = [...(await write(database.store(), 90, 0)), ...(await write(database.store(), 30, 0))];
		await monitor.logExecution('wf-1', '1', { message: 'of another workflow' });
		const seen: string[] = [];
		// Of 40 rows of the workflow 7 are taken at a time, by a new stream each time.
		while (seen.length < 40) {
			const stream = monitor.streamLogs('wf-0', { since });
			for await (const row of stream) {
				expect(row.workflowId).toBe('wf-0');
				seen.push(row.id);
				if (seen.length % 7 === 0 || seen.length === 40) break;
			}
			since = stream.cursor!;
		}
		expect(new Set(seen).size).toBe(40);
		expect(written).toEqual(expect.arrayContaining(seen));
	});

	it('tell errors by their filter, and a resent batch once', async () => {
		const heard: string[] = [];
		const stream = monitor.streamErrors('wf', { severity: ['high', 'critical'] }).on('error', ({ errorMessage }) => heard.push(errorMessage));
		await stream.ready;
		await monitor.logError('wf', '1', { message: 'too small', severity: 'low' });
		await monitor.logError('other', '1', { message: 'elsewhere', severity: 'high' });
		const id = await monitor.logError('wf', '1', { message: 'first', severity: 'high' });
		await until(() => heard.length === 1);
		// The same row again, as after a commit whose outcome was not known.
		await database.store().transaction(async (sql) => {
			await noteWrite(sql, INSTANCE, { logs: [], errors: [{ id }] as never, executions: [] });
		});
		await monitor.resolveError(id);
		await monitor.logError('wf', '1', { message: 'second', severity: 'critical' });
		await until(() => heard.length > 1);
		expect(heard).toEqual(['first', 'second']);
	});

	it('need no listener for errors, and end no process for want of one', async () => {
		const warned = jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
		const stream = monitor.streamErrors();
		await stream.ready;
		await monitor.logError('wf', '1', { message: 'nobody listens' });
		const broken = new WorkflowMonitor({ connectionString: 'postgres://nobody@127.0.0.1:1/none', instanceId: INSTANCE });
		const unheard = broken.streamErrors().on('error', () => {});
		await until(() => warned.mock.calls.length > 0);
		expect(warned.mock.calls).toEqual([[expect.stringContaining('127.0.0.1:1'), 'WorkflowMonitorWarning']]);
		await broken.close();
		expect(unheard.closed).toBe(true);
		warned.mockRestore();
	});

	it('do not begin at a place that is not known any more, or not of this database', async () => {
		const stream = monitor.streamLogs();
		await stream.ready;
		const place = placeFromText(stream.cursor!)!;
		const aged = placeToText({ ...place, at: new Date(Date.now() - 25 * 3_600_000).toISOString() });
		const foreign = placeToText({ ...place, database: 'another' });
		const ahead = placeToText({ ...place, from: '99999999:99999999:' });
		for (const since of [aged, foreign, ahead]) {
			const next = monitor.streamLogs(undefined, { since });
			const seen = (async () => {
				for await (const row of next) throw new Error(row.message);
			})();
			await expect(seen).rejects.toThrow(MonitorInputError);
			expect(next.closed).toBe(true);
		}
		expect(() => monitor.streamLogs(undefined, { since: 'made up' })).toThrow(/"since".*the cursor of a stream/);
	});

	it('tell what becomes of the executions of a workflow, and nothing after the end', async () => {
		const changes: string[] = [];
		const subscription = monitor.subscribeToWorkflow('wf', ({ change, executionId, currentState, currentStep }) =>
			changes.push(`${executionId} ${change} ${currentState} ${currentStep ?? '-'}`),
		);
		await subscription.ready;
		const recorded = async (given: object) => {
			const before = changes.length;
			await monitorWrites(given);
			await until(() => changes.length > before);
		};
		await recorded({ status: 'running' });
		await recorded({ status: 'running', last_node: 'Fetch', current_step: 1, step_started_at: Date.now() });
		await monitorWrites({ status: 'running', workflow_id: 'other', execution_id: 'x' });
		await recorded({ status: 'waiting', last_node: 'Fetch', wait_till: Date.now() + 60_000 });
		await recorded({ status: 'running', segment: 1, last_node: 'Send', current_step: 2, step_started_at: Date.now() });
		await recorded({ status: 'success', segment: 1, last_node: 'Send', finished_at: Date.now() });
		expect(changes).toEqual([
			'1 started running -', '1 step running Fetch', '1 waiting waiting Fetch', '1 resumed running Send', '1 ended success Send',
		]);
		await subscription.unsubscribe();
		await monitorWrites({ status: 'success', execution_id: '2', finished_at: Date.now() });
		expect(changes).toHaveLength(5);
	});

	/** As a flush does: the row and the note of it. */
	async function monitorWrites(given: object): Promise<void> {
		await storeExecutions(database, [given], INSTANCE);
		await database.store().transaction(async (sql) => {
			const { execution_id = '1' } = given as { execution_id?: string };
			await noteWrite(sql, INSTANCE, { logs: [], errors: [], executions: [{ execution_id }] as never });
		});
		await sendHint(database.store(), { instanceId: INSTANCE, wrote: ['executions'] });
	}
});
