import type { MonitorRecord } from '../../monitoring/model/records';
import { Recorder } from '../../monitoring/recorder/recorder';
import { migrate } from '../../monitoring/store/migrate';
import type { Store } from '../../monitoring/store/pool';
import { isRefusedRow, writeBatch } from '../../monitoring/store/write/write-batch';
import { createDatabase, type TestDatabase } from '../support/database';
import { executionRecord } from '../support/execution-records';

type Log = Extract<MonitorRecord, { table: 'workflow_execution_logs' }>['row'];

function log(given: Partial<Log> = {}): MonitorRecord {
	return {
		table: 'workflow_execution_logs',
		row: {
			id_key: given.message ?? 'log', workflow_id: 'wf', execution_id: '1', log_level: 'info', message: 'message',
			timestamp: Date.now(), node_id: null, node_name: null, step_number: null, duration: null, items_in: null,
			items_out: null, metadata: {}, ...given,
		},
	};
}

function performance(given: object): MonitorRecord {
	return {
		table: 'workflow_performance_metrics',
		row: { id_key: 'p', workflow_id: 'wf', execution_id: '1', timestamp: Date.now(), metadata: {}, ...given },
	};
}

const execution = (given: Parameters<typeof executionRecord>[0]): MonitorRecord => ({
	table: 'workflow_executions',
	row: executionRecord(given),
});

describe('writing batches', () => {
	let database: TestDatabase;
	let store: Store;
	let recorder: Recorder;

	beforeEach(async () => {
		database = await createDatabase();
		store = database.store();
		await migrate(store);
		recorder = newRecorder('instance');
	});

	afterEach(async () => {
		await database.drop();
	});

	function newRecorder(instanceId: string): Recorder {
		const made = new Recorder();
		made.setWriter({
			instanceId,
			write: async (batch) => await writeBatch(store, instanceId, batch),
			refusal: (error) => (isRefusedRow(error) ? (error as { code: string }).code : null),
		});
		return made;
	}

	async function write(...records: MonitorRecord[]): Promise<void> {
		for (const record of records) recorder.add(record);
		await recorder.flush();
		expect(recorder.down).toBe(false);
	}

	const logs = async () => await database.sql<{ message: string; timestamp: Date; metadata: object; node_name: string }>(
		'select message, timestamp, metadata, node_name from monitoring.workflow_execution_logs order by message');

	it('makes the day that a row needs, far back or a day ahead', async () => {
		const day = 86_400_000;
		await write(
			log({ message: 'today' }),
			log({ message: 'long ago', timestamp: Date.now() - 40 * day }),
			log({ message: 'too long ago', timestamp: Date.parse('2001-01-01T00:00:00Z') }),
			log({ message: 'tomorrow', timestamp: Date.now() + day / 2 }),
		);
		const rows = await logs();
		expect(rows.map(({ message }) => message)).toEqual(['long ago', 'today', 'tomorrow', 'too long ago']);
		expect(rows[3].metadata).toEqual({ original_timestamp: '2001-01-01T00:00:00.000Z' });
		expect(Date.now() - rows[3].timestamp.getTime()).toBeLessThan(91 * day);
	});

	it('stores NUL, lone surrogates and hostile keys, and refuses nothing for them', async () => {
		const metadata = JSON.parse('{"__proto__": {"a": 1}, "con\\u0000structor": "\\ud800x", "deep": [{"k\\ud83d": "\\u0000"}]}') as object;
		await write(
			log({ message: 'nul \u0000 here', node_name: 'a\u0000b' }),
			log({ message: 'half \ud800 here', metadata: { ...metadata } }),
			log({ message: '\\u0000 as text is no NUL' }),
			execution({ last_node: 'x\u0000\udfff', current_step: 1 }),
		);
		expect(recorder.counters.refused).toEqual({});
		expect((await logs()).map(({ message }) => message).sort()).toEqual(['\\u0000 as text is no NUL', 'half \ufffd here', 'nul \ufffd here']);
	});

	it('sets one bad row aside and stores all others of the batch', async () => {
		const many = Array.from({ length: 60 }, (_, i) => log({ message: `row ${i}` }));
		await write(...many, log({ message: 'too long', node_name: 'x'.repeat(300) }), log({ message: 'no integer', duration: 1e12 }), execution({}));
		expect(await logs()).toHaveLength(60);
		expect(recorder.counters.refused).toEqual({ '22001': 1, '22003': 1 });
		expect(await database.sql('select status from monitoring.workflow_executions')).toEqual([{ status: 'running' }]);
	});

	it('stores nothing twice when a batch is written again', async () => {
		const records = [log({ message: 'once', timestamp: 1_795_570_000_000 }), execution({ status: 'success', finished_at: 1_795_570_005_000 })];
		await write(...records);
		await write(...records);
		expect(recorder.counters).toMatchObject({ duplicate: 1 });
		expect(await logs()).toHaveLength(1);
		expect(await database.sql('select duration from monitoring.workflow_executions')).toEqual([{ duration: '5000' }]);
		expect(await database.sql('select count(*)::int as rows from monitoring.workflow_performance_metrics')).toEqual([{ rows: 1 }]);
	});

	it('caps the duration of what waited for forty days, with a mark', async () => {
		const days40 = 40 * 86_400_000;
		await write(execution({ status: 'success', started_at: 1_795_570_000_000, finished_at: 1_795_570_000_000 + days40 }));
		expect(recorder.counters.refused).toEqual({});
		expect(await database.sql('select total_duration, metadata from monitoring.workflow_performance_metrics')).toEqual([
			{ total_duration: 2_147_483_647, metadata: { capped: { total_duration: days40 } } },
		]);
		expect(await database.sql('select duration from monitoring.workflow_executions')).toEqual([{ duration: String(days40) }]);
	});

	it('makes one performance row an execution, in which what a user says wins whoever comes first', async () => {
		const ended = execution({ status: 'success', finished_at: 1_795_570_005_000, node_count: 3, node_runs: 3, successful_nodes: 3, failed_nodes: 0 });
		const said = performance({ id: '0190a000-0000-7000-8000-000000000001', total_duration: 777, memory_peak: 5_000_000_000, bottleneck_nodes: ['A', 'B'] });
		await write(ended);
		await write(said);
		await write(ended);
		const expected = { total_duration: 777, node_count: 3, memory_peak: '5000000000', bottleneck_nodes: ['A', 'B'], user_fields: ['bottleneck_nodes', 'memory_peak', 'total_duration'] };
		const read = async () => await database.sql('select total_duration, node_count, memory_peak, bottleneck_nodes, user_fields from monitoring.workflow_performance_metrics');
		expect(await read()).toEqual([expected]);
		await database.sql('delete from monitoring.workflow_performance_metrics');
		await write(said);
		await write(ended);
		expect(await read()).toEqual([expected]);
	});

	it('keeps instances apart that count their executions alike', async () => {
		const other = newRecorder('other');
		await write(execution({ status: 'success', finished_at: 1_795_570_005_000 }));
		other.add(execution({ status: 'error', finished_at: 1_795_570_006_000 }));
		await other.flush();
		expect(await database.sql('select instance_id, status from monitoring.workflow_executions order by 1')).toEqual([
			{ instance_id: 'instance', status: 'success' },
			{ instance_id: 'other', status: 'error' },
		]);
	});

	it('lets ten writers write the same executions at once without waiting for one another in a circle', async () => {
		const writers = Array.from({ length: 10 }, () => newRecorder('instance'));
		await Promise.all(
			writers.map(async (writer, turn) => {
				for (let i = 0; i < 50; i++) {
					writer.add(execution({ execution_id: String((i * 7 + turn) % 50), status: 'success', finished_at: 1_795_570_005_000 }));
					if (i % 10 === 0) await writer.flush();
				}
				await writer.flush();
				expect(writer.down).toBe(false);
			}),
		);
		expect(await database.sql('select count(*)::int as rows from monitoring.workflow_executions')).toEqual([{ rows: 50 }]);
	});
});
