import type { MonitorRecord } from '../../monitoring/model/records';
import { Recorder } from '../../monitoring/recorder/recorder';
import { migrate } from '../../monitoring/store/migrate';
import { isRefusedRow, writeBatch } from '../../monitoring/store/write/write-batch';
import { sumOf } from '../recorder/fake-database';
import { createDatabase, type TestDatabase } from '../support/database';
import { executionRecord } from '../support/execution-records';

const NOW = Date.now();
const SECRET = 'customer 4711';
const LONG = 'x'.repeat(256);

type Row<T extends MonitorRecord['table']> = Extract<MonitorRecord, { table: T }>['row'];

let made = 0;
const idOf = () => `row ${(made += 1)}`;

/** A record of a table with what is said of it, whether a type allows it or not. */
function log(given: object): MonitorRecord {
	const row: Row<'workflow_execution_logs'> = {
		id_key: idOf(), workflow_id: 'wf', execution_id: '1', log_level: 'info', message: 'log', timestamp: NOW,
		node_id: null, node_name: null, step_number: null, duration: null, items_in: null, items_out: null, metadata: {},
	};
	return { table: 'workflow_execution_logs', row: { ...row, ...given } };
}

function error(given: object): MonitorRecord {
	const row: Row<'workflow_errors'> = {
		id_key: idOf(), workflow_id: 'wf', execution_id: '1', error_type: 'data', error_code: null,
		error_message: 'error', error_stack: null, severity: 'low', timestamp: NOW, node_id: null, node_name: null,
		run_index: null, handled: false, retryable: null, fingerprint: 'same', metadata: {},
	};
	return { table: 'workflow_errors', row: { ...row, ...given } };
}

function alert(given: object): MonitorRecord {
	const row: Row<'monitoring_alerts'> = {
		id_key: idOf(), workflow_id: 'wf', execution_id: null, alert_type: 'error', severity: 'info',
		title: 'alert', description: null, timestamp: NOW, metadata: {},
	};
	return { table: 'monitoring_alerts', row: { ...row, ...given } };
}

function execution(given: object): MonitorRecord {
	return { table: 'workflow_executions', row: { ...executionRecord({ started_at: NOW }), ...given } };
}

function performance(given: object): MonitorRecord {
	const row = { id_key: idOf(), workflow_id: 'wf', execution_id: '1', timestamp: NOW, metadata: {} };
	return { table: 'workflow_performance_metrics', row: { ...row, ...given } };
}

const deep: unknown[] = [];
for (let level = 0, inner = deep; level < 20_000; level += 1) inner.push((inner = []));

const BAD: Array<[string, MonitorRecord]> = [
	['22001', log({ node_name: LONG })],
	['22P02', log({ log_level: SECRET })],
	['22003', log({ duration: 1e12 })],
	['22P02', log({ step_number: 1.5 })],
	['23502', log({ message: null })],
	['22P02', log({ id: SECRET })],
	['unwritable', log({ id_key: 'deep', metadata: { deep } })],
	['unwritable', log({ id_key: 'big', metadata: { big: 1n } })],
	['P0001', log({ message: 'not this one' })],
	['22001', error({ error_code: LONG })],
	['22P02', error({ error_type: SECRET })],
	['22003', error({ run_index: 2 ** 40 })],
	['23502', error({ timestamp: NaN, id: '00000000-0000-7000-8000-000000000001' })],
	['22001', alert({ title: LONG })],
	['22P02', alert({ severity: SECRET })],
	['22001', execution({ execution_id: LONG })],
	['22P02', execution({ execution_id: 'bad status', status: SECRET })],
	['22003', execution({ execution_id: 'bad count', node_runs: 2 ** 40 })],
	['22P02', execution({ execution_id: 'bad segment', segment_times: { 0: SECRET } })],
	['22003', performance({ execution_id: 'bad cpu', cpu_peak: 1_000 })],
	['22003', performance({ execution_id: 'bad bytes', memory_peak: 1e20 })],
	['22003', performance({ execution_id: 'bad throughput', throughput: 1e9 })],
	['22001', { table: 'workflows', row: { workflow_id: LONG, name: 'name', active: true } }],
];

const GOOD = (index: number): MonitorRecord[] => [
	log({ message: `good ${index} \u0000 \ud800`, metadata: { '\u0000': '\udfff' } }),
	log({ message: `long ago ${index}`, timestamp: NOW - (index + 1) * 86_400_000 }),
	error({ error_message: `good ${index}` }),
	alert({ title: `good ${index}` }),
	execution({ execution_id: `good ${index}`, status: 'success', finished_at: NOW }),
	performance({ execution_id: `by hand ${index}`, cpu_peak: 999.99 }),
	{ table: 'workflows', row: { workflow_id: `good ${index}`, name: 'name', active: true } },
];

describe('rows that Postgres refuses', () => {
	let database: TestDatabase;

	beforeAll(async () => {
		database = await createDatabase();
	});

	afterAll(async () => {
		await database.drop();
	});

	it('cost no other row, whatever is wrong with them, and are counted and shown without their values', async () => {
		const store = database.store();
		await migrate(store);
		await database.sql(
			`create function refuse() returns trigger language plpgsql as
			$body$ begin if new.message = 'not this one' then raise exception 'no'; end if; return new; end $body$`,
		);
		await database.sql(
			'create trigger refuse before insert on monitoring.workflow_execution_logs for each row execute function refuse()',
		);
		const recorder = new Recorder();
		recorder.setWriter({
			instanceId: 'instance',
			write: async (batch) => {
				sumOf(recorder);
				return await writeBatch(store, 'instance', batch);
			},
			refusal: (failure) => (isRefusedRow(failure) ? (failure as { code: string }).code : null),
		});
		BAD.forEach(([, record], index) => {
			for (const good of GOOD(index)) recorder.add(good);
			recorder.add(record);
		});
		await recorder.flush();
		expect(recorder.down).toBe(false);
		sumOf(recorder);

		const refused = new Map<string, number>();
		for (const [code] of BAD) refused.set(code, (refused.get(code) ?? 0) + 1);
		expect(recorder.counters).toMatchObject({
			captured: BAD.length * 8,
			stored: BAD.length * 7,
			refused: Object.fromEntries(refused),
			dropped: {},
		});
		const { refused_rows } = recorder.report;
		expect(refused_rows).toHaveLength(20);
		expect(refused_rows.every(({ message }) => message !== '' && !message.includes(SECRET))).toBe(true);

		const count = async (table: string) =>
			(await database.sql<{ rows: number }>(`select count(*)::int as rows from monitoring.${table}`))[0].rows;
		expect(await count('workflow_execution_logs')).toBe(BAD.length * 2);
		expect(await count('workflow_errors')).toBe(BAD.length);
		expect(await count('monitoring_alerts')).toBe(BAD.length);
		expect(await count('workflow_executions')).toBe(BAD.length);
		expect(await count('workflow_performance_metrics')).toBe(BAD.length * 2);
		expect(await count('workflows')).toBe(BAD.length);
		expect(await database.sql('select occurrences::int from monitoring.error_groups')).toEqual([{ occurrences: BAD.length }]);
	});
});
