import type { ExecutionRecord, MonitorRecord } from '../../monitoring/model/records';
import { prepareBatch } from '../../monitoring/recorder/prepare-batch';
import { migrate } from '../../monitoring/store/migrate';
import type { Store } from '../../monitoring/store/pool';
import { writeBatch } from '../../monitoring/store/write/write-batch';
import { createDatabase, type TestDatabase } from '../support/database';
import { executionRecord } from '../support/execution-records';
import { processUse, segmentUsage } from '../support/readings';

const EPOCH = 1_795_570_000_000;

/** What the workers that ran the two parts of an execution, and the process that enqueued it, tell of it. */
const FIRST = executionRecord({
	status: 'waiting',
	node_runs: 2,
	segment_times: { 0: 1_000 },
	segment_usage: { 0: segmentUsage({ queue_wait: 40, self_times: [['A', 800]], self_total: 800 }) },
});
const SECOND = executionRecord({
	status: 'success',
	segment: 2,
	finished_at: EPOCH + 90_000,
	node_runs: 4,
	segment_times: { 2: 3_000 },
	segment_usage: {
		2: segmentUsage({
			process: processUse({ ms: 3_000, memory_peak: 5_000_000_000, memory_average: 1_000, cpu_average: 10, together_peak: 2, together_average: 1.5, cpu_share: 0.5 }),
			coverage: { cpu: ['shared_process'] },
			self_times: [['B', 100], ['__proto__', 100]],
			self_total: 200,
		}),
	},
});
const ENQUEUED = executionRecord({ source: 'enqueuer', status: 'success', finished_at: EPOCH + 90_010, segment: 2 });

const MEASURED = {
	total_duration: 90_000, memory_peak: '5000000000', memory_average: '800', memory_growth: '100', cpu_peak: '90.00', cpu_average: '20.00',
	event_loop_delay_peak: '12.00', event_loop_delay_average: '2.00', network_requests: 4, network_bytes_sent: '400',
	network_bytes_received: '10000', network_data_transferred: '10400', queue_wait: 40, throughput: '5.00', bottleneck_nodes: ['A', 'B', '__proto__'],
	coverage: { cpu: ['shared_process'] },
	metadata: {
		bottlenecks: [
			{ node_name: 'A', self_time: 800, share: 0.8 },
			{ node_name: 'B', self_time: 100, share: 0.1 },
			{ node_name: '__proto__', self_time: 100, share: 0.1 },
		],
		shared_with: { peak: 1, average: 0.38 },
		cpu_share: 0.63,
	},
};

describe('the figures of an execution', () => {
	let database: TestDatabase;
	let store: Store;

	beforeEach(async () => {
		database = await createDatabase();
		store = database.store();
		await migrate(store);
	});

	afterEach(async () => {
		await database.drop();
	});

	/** Writes the rows in one flush. */
	async function write(...rows: ExecutionRecord[]): Promise<void> {
		await writeRecords(rows.map((row) => ({ table: 'workflow_executions', row })));
	}

	async function writeRecords(records: MonitorRecord[]): Promise<void> {
		const entries = records.map((record) => ({ record, bytes: 1, since: 0 }));
		await writeBatch(store, 'instance', prepareBatch(entries, 'instance', EPOCH + 100_000));
	}

	const figures = async () =>
		(await database.sql(`select ${Object.keys(MEASURED).join(', ')} from monitoring.workflow_performance_metrics`))[0];

	const ORDERS: Array<[string, ExecutionRecord[][]]> = [
		['as it happened', [[FIRST], [SECOND], [ENQUEUED]]],
		['in one flush', [[FIRST, SECOND, ENQUEUED]]],
		['backwards', [[ENQUEUED], [SECOND], [FIRST]]],
		['the end by the one that enqueued it first', [[FIRST], [ENQUEUED], [SECOND]]],
		['a late first part', [[SECOND], [ENQUEUED], [FIRST]]],
		['all of it twice', [[FIRST], [SECOND, ENQUEUED], [SECOND], [FIRST], [ENQUEUED]]],
	];
	it.each(ORDERS)('are the same, whoever tells first: %s', async (_, flushes) => {
		for (const rows of flushes) await write(...rows);
		expect(await figures()).toEqual(MEASURED);
	});

	it('do not stand with the execution where it has one part', async () => {
		const usage = { 0: segmentUsage() };
		await write(executionRecord({ status: 'success', finished_at: EPOCH + 500, segment_times: { 0: 500 }, segment_usage: usage }));
		expect(await figures()).toMatchObject({ memory_peak: '300', throughput: '20.00', coverage: {} });
		expect(await database.sql('select segment_usage from monitoring.workflow_executions')).toEqual([{ segment_usage: {} }]);
	});

	it('are unknown with a reason where no process has measured it, until one tells', async () => {
		const ended = executionRecord({ source: 'enqueuer', status: 'error', finished_at: EPOCH + 500 });
		await write(ended);
		const unknown = ['not_measured'];
		expect(await figures()).toMatchObject({
			memory_peak: null,
			network_requests: null,
			coverage: { memory: unknown, cpu: unknown, event_loop_delay: unknown, network: unknown, queue_wait: unknown, throughput: unknown },
		});
		await write({ ...executionRecord({ status: 'error', finished_at: EPOCH + 500 }), segment_usage: { 0: segmentUsage() } });
		await write(ended);
		expect(await figures()).toMatchObject({ memory_peak: '300', network_requests: 2, coverage: {} });
	});

	it('that a person has set stay, and the others are measured', async () => {
		const said: MonitorRecord = {
			table: 'workflow_performance_metrics',
			row: { id: '0190a000-0000-7000-8000-000000000001', workflow_id: 'wf', execution_id: '1', timestamp: EPOCH, cpu_peak: 7, queue_wait: 0, bottleneck_nodes: ['Mine'], metadata: { note: 'x' } },
		};
		for (const part of [[FIRST], [SECOND]]) await write(...part);
		await writeRecords([said]);
		await write(SECOND);
		const { metadata, ...rest } = MEASURED;
		expect(await figures()).toEqual({ ...rest, cpu_peak: '7.00', queue_wait: 0, bottleneck_nodes: ['Mine'], metadata: { ...metadata, note: 'x' } });
	});
});
