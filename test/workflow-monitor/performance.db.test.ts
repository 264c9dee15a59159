import { WorkflowMonitor } from '../../index';
import { newId } from '../../monitoring/recorder/row-id';
import { ensureLogPartitions } from '../../monitoring/store/write/ensure-log-partitions';
import { insertLogs } from '../../monitoring/store/write/insert-logs';
import { upsertWorkflows } from '../../monitoring/store/write/upsert-workflows';
import type { ExecutionRecord, Metadata } from '../../monitoring/model/records';
import { MonitorQuery } from '../../nodes/MonitorQuery/MonitorQuery.node';
import { closeConnections } from '../../monitoring/workflow-monitor';
import { executeContext } from '../nodes/Monitor/execute-context';
import type { TestDatabase } from '../support/database';
import { seeded } from '../support/noise';
import { ended, monitoredDatabase, storeExecutions } from './monitored';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

interface Run {
	node: string;
	/** ms from the execution's start */
	from: number;
	to: number;
	failed?: boolean;
	metadata?: Metadata;
}

describe('performance over a period', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;
	const now = Date.now();

	beforeAll(async () => {
		database = await monitoredDatabase();
		await upsertWorkflows(database.store(), 'this-n8n', [{ workflow_id: 'wf', name: 'Orders', active: true }]);
	});

	beforeEach(async () => {
		await database.sql('truncate monitoring.workflow_execution_logs, monitoring.workflow_executions, monitoring.workflow_performance_metrics');
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	afterEach(async () => {
		await monitor.close();
	});

	afterAll(async () => {
		await closeConnections(0);
		await database.drop();
	});

	/** The end rows of the node runs of an execution. */
	async function storeRuns(executions: Array<{ id: string; at: number; workflow?: string; runs: Run[] }>): Promise<void> {
		const rows = executions.flatMap(({ id, at, workflow = 'wf', runs }) =>
			runs.map(({ node, from, to, failed = false, metadata = {} }, index) => ({
				id: newId(at + to),
				timestamp: at + to,
				workflow_id: workflow,
				execution_id: id,
				log_level: failed ? ('error' as const) : ('info' as const),
				message: '',
				node_id: `id of ${node}`,
				node_name: node,
				step_number: index + 1,
				duration: to - from,
				items_in: 10,
				items_out: 10,
				metadata,
			})),
		);
		await ensureLogPartitions(database.store(), rows.map(({ timestamp }) => timestamp));
		await insertLogs(database.store(), 'this-n8n', rows);
	}

	async function fromNode(parameters: Record<string, unknown>): Promise<unknown[]> {
		const credentials = { connectionType: 'url', connectionString: database.url };
		const context = executeContext({ credentials, parameters: [{ resource: 'performance', simplify: true, ...parameters }] });
		const [items] = await new MonitorQuery().execute.call(context);
		return items.map(({ json }) => json);
	}

	/** Hourly over ten days: the fetching node takes twice as long from the second version on, which is the 121st run. */
	async function storeSlowerVersion(): Promise<number> {
		const random = seeded(1);
		const start = now - 10 * DAY;
		const executions: Array<Partial<ExecutionRecord>> = [];
		const runs: Parameters<typeof storeRuns>[0] = [];
		for (let index = 0; index < 240; index += 1) {
			const started_at = start + index * HOUR;
			const fetch = Math.round((index < 120 ? 100 : 200) * Math.exp(0.2 * (random() - 0.5)));
			executions.push(
				ended('success', { started_at, took: fetch + 50, workflow_version: index < 120 ? 'v1' : 'v2', items_in: 10, node_runs: 2 }),
			);
			runs.push({
				id: String(index + 1),
				at: started_at,
				runs: [
					{ node: 'Fetch', from: 0, to: fetch },
					{ node: 'Set', from: fetch, to: fetch + 50 },
				],
			});
		}
		await storeExecutions(database, executions);
		await storeRuns(runs);
		return start + 120 * HOUR;
	}

	it('gives exact percentiles of executions, without those stopped, by hand or of others', async () => {
		await storeExecutions(database, [
			...Array.from({ length: 99 }, (_, index) => ended('success', { took: (index + 1) * 10 })),
			ended('error', { took: 5_000 }),
			ended('canceled', { end_reason: 'stopped', took: 99_999 }),
			ended('success', { mode: 'manual', took: 99_999 }),
			ended('success', { mode: 'integrated', workflow_id: 'sub', took: 7 }),
		]);
		const { rows, reason, period } = await monitor.getPercentiles();
		expect(reason).toBeNull();
		expect(Date.parse(period.end) - Date.parse(period.start)).toBe(30 * DAY);
		expect(rows).toMatchObject([
			{ workflow_id: 'wf', workflowName: 'Orders', n: 100, mean: 545, p50: 505, p75: 753, p90: 901, p95: 951, p99: 1_030, max: 5_000 },
			{ workflow_id: 'sub', n: 1, p50: 7, p99: 7, start: null, node_name: null },
		]);
		expect((await monitor.getPercentiles({ modes: 'manual' })).rows).toMatchObject([{ n: 1, max: 99_999 }]);
	});

	it('gives percentiles of the time in the queue, where it is known', async () => {
		await storeExecutions(database, Array.from({ length: 4 }, () => ended('success')));
		expect((await monitor.getPercentiles({ metric: 'queue_wait' })).reason).toMatch(/^There are 4 executions, but/);
		for (const id of ['1', '2', '3']) await monitor.recordPerformance('wf', id, { totalDuration: 1_000 });
		await database.sql('update monitoring.workflow_performance_metrics set queue_wait = 100 * execution_id::int where execution_id < $1', ['3']);
		expect((await monitor.getPercentiles({ metric: 'queue_wait' })).rows).toMatchObject([{ n: 2, p50: 150, max: 200 }]);
	});

	it('gives percentiles by day of a time zone, and of nodes', async () => {
		const noon = Date.parse('2026-11-20T12:00:00Z');
		const late = Date.parse('2026-11-20T23:30:00Z');
		await storeExecutions(database, [ended('success', { started_at: noon, took: 100 }), ended('success', { started_at: late, took: 300 })]);
		await storeRuns([
			{ id: '1', at: noon, runs: [{ node: 'Fetch', from: 0, to: 80 }, { node: 'Fetch', from: 80, to: 100 }] },
			{ id: '2', at: late, runs: [{ node: 'Fetch', from: 0, to: 300, failed: true }] },
		]);
		const query = { startTime: '2026-11-01', endTime: '2026-11-22', every: 'day' } as const;
		const days = async (timeZone?: string) =>
			(await monitor.getPercentiles({ ...query, timeZone })).rows.map(({ start, n, p50 }) => [start, n, p50]);
		expect(await days()).toEqual([['2026-11-20T00:00:00.000Z', 2, 200]]);
		expect(await days('Europe/Berlin')).toEqual([
			['2026-11-20T23:00:00.000Z', 1, 300],
			['2026-11-19T23:00:00.000Z', 1, 100],
		]);
		const { rows } = await monitor.getPercentiles({ workflowId: 'wf', by: 'node', startTime: '2026-11-01', endTime: '2026-11-22' });
		expect(rows).toMatchObject([{ node_name: 'Fetch', node_id: 'id of Fetch', n: 3, mean: 133, p50: 80, max: 300 }]);
		expect(await fromNode({ operation: 'getPercentiles', workflowId: 'wf', by: 'node', timeRange: '2026-11-01 to 2026-11-22' })).toEqual([
			expect.objectContaining({ workflow_name: 'Orders', node_name: 'Fetch', n: 3 }),
		]);
	});

	it('takes from a node what nested nodes and called sub-workflows took, and says where its time lies', async () => {
		const at = now - HOUR;
		await storeExecutions(database, [
			ended('success', { started_at: at, took: 1_000, node_runs: 5 }),
			ended('success', { started_at: at + 510, took: 280, workflow_id: 'sub', mode: 'integrated', parent_execution_id: '1', parent_workflow_id: 'wf', node_runs: 1 }),
		]);
		await storeRuns([
			{
				id: '1',
				at,
				runs: [
					{ node: 'Webhook', from: 0, to: 0 },
					{ node: 'Agent', from: 0, to: 500 },
					{ node: 'Model', from: 50, to: 450, metadata: { parent_node: 'Agent', parent_step: 2 } },
					{ node: 'Call', from: 500, to: 800, metadata: { sub_execution_id: '2' } },
					{ node: 'Save', from: 800, to: 1_000, failed: true },
				],
			},
			{ id: '2', at: at + 510, workflow: 'sub', runs: [{ node: 'Inner', from: 0, to: 280 }] },
		]);
		const { rows, reason } = await monitor.getBottlenecks();
		expect(reason).toBeNull();
		expect(rows.map(({ nodeName, self_duration, sub_workflow_duration, nested_duration, time_lies_in, share_of_workflow }) =>
			[nodeName, self_duration, nested_duration, sub_workflow_duration, time_lies_in, share_of_workflow])).toEqual([
			['Model', 400, 0, 0, 'node', 40],
			['Inner', 280, 0, 0, 'node', 100],
			['Save', 200, 0, 0, 'node', 20],
			['Agent', 100, 400, 0, 'nested_nodes', 10],
			['Call', 20, 0, 280, 'sub_workflow', 2],
			['Webhook', 0, 0, 0, 'node', 0],
		]);
		expect(rows.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(100);
		expect(rows[4]).toMatchObject({ sub_workflows: ['sub'], runs: 1, executions_read: 1, executions_in_period: 1 });
		expect(rows[2]).toMatchObject({ failures: 1, failure_rate: 100 });
		expect(await fromNode({ operation: 'getBottlenecks', workflowId: 'wf', limit: 1 })).toEqual([
			expect.objectContaining({ node_name: 'Model', self_median: 400, runs: 1 }),
		]);
	});

	it('tells since when, in which node and with which version a workflow got slower', async () => {
		const since = await storeSlowerVersion();
		const { rows, series } = await monitor.getTrends();
		expect(rows.map(({ node_name, direction }) => [node_name, direction])).toEqual(
			expect.arrayContaining([[null, 'slower'], ['Fetch', 'slower']]),
		);
		expect(rows).toHaveLength(2);
		expect(series).toBe(6);
		for (const row of rows) {
			expect(row).toMatchObject({
				workflowName: 'Orders',
				since: new Date(since).toISOString(),
				since_execution_id: '121',
				with_new_version: true,
				version_before: 'v1',
				version_after: 'v2',
				version_since: new Date(since).toISOString(),
				n_before: 120,
				n_after: 120,
				items_before: 10,
				may_be_time_of_day: false,
			});
		}
		expect(rows.find(({ node_name }) => node_name === 'Fetch')?.ratio).toBeCloseTo(2, 1);
		expect(await fromNode({ operation: 'getTrends', timeRange: 'last_7_days' })).toMatchObject([
			{ direction: 'slower', version_after: 'v2' },
			{ direction: 'slower', version_after: 'v2' },
		]);
		expect((await monitor.getTrends({ startTime: now - DAY })).reason).toMatch(/^Nothing has changed/);
	});

	it('tells that a workflow fails more, and reads of many executions some that lie evenly among them', async () => {
		const random = seeded(2);
		await storeExecutions(
			database,
			Array.from({ length: 1_000 }, (_, index) =>
				ended(random() < (index < 600 ? 0.02 : 0.25) ? 'error' : 'success', { started_at: now - 10 * DAY + index * 800_000 }),
			),
		);
		const { rows } = await monitor.getTrends({ workflowId: 'wf' });
		expect(rows).toMatchObject([{ metric: 'failure_rate', direction: 'fails_more', ratio: null, with_new_version: null }]);
		expect(rows[0].n_before + rows[0].n_after).toBe(400);
		expect(Math.abs(Number(rows[0].since_execution_id) - 600)).toBeLessThan(50);
		expect(rows[0].before).toBeLessThan(5);
		expect(rows[0].after).toBeGreaterThan(15);
	});

	it('says why there are no rows, and what it takes', async () => {
		expect(await monitor.getTrends()).toMatchObject({ rows: [], reason: expect.stringMatching(/^No execution .* choose a longer period/) });
		await storeExecutions(database, Array.from({ length: 12 }, () => ended('success')));
		expect((await monitor.getTrends()).reason).toBe(
			'Too few executions: a change wants 20 of one workflow, half of them before it and half after; there are 12',
		);
		expect((await monitor.getBottlenecks()).reason).toMatch(/^There are 12 executions, but their node runs have no rows/);
		expect((await monitor.getPercentiles({ workflowId: 'wf', by: 'node' })).reason).toMatch(/^There are 12 executions, but/);
		expect(await fromNode({ operation: 'getTrends' })).toMatchObject([{ reason: expect.stringMatching(/^Too few/), monitoring: {} }]);
	});

	it.each([
		[{ by: 'node' }, /"workflowId" is missing/],
		[{ by: 'node', workflowId: 'wf', metric: 'queue_wait' }, /"metric": "queue_wait" is not allowed/],
		[{ timeZone: 'Mars/Olympus' }, /"timeZone": "Mars\/Olympus" is not allowed/],
		[{ startTime: '2020-01-01' }, /"startTime": .* at most 366 days before the end/],
		[{ every: 'week' }, /"every": "week" is not allowed. Allowed: hour, day/],
	])('refuses %j by name', async (query, message) => {
		await expect(monitor.getPercentiles(query as object)).rejects.toThrow(message);
	});
});
