import type { INodeExecutionData, NodeExecutionHint } from 'n8n-workflow';
import { closeConnections } from '../../../monitoring/workflow-monitor';
import { newId } from '../../../monitoring/recorder/row-id';
import { ensureLogPartitions } from '../../../monitoring/store/write/ensure-log-partitions';
import { insertLogs } from '../../../monitoring/store/write/insert-logs';
import { upsertWorkflows } from '../../../monitoring/store/write/upsert-workflows';
import { migrate } from '../../../monitoring/store/migrate';
import { MonitorQuery } from '../../../nodes/MonitorQuery/MonitorQuery.node';
import { createDatabase, type TestDatabase } from '../../support/database';
import { ended, monitoredDatabase, storeExecutions } from '../../workflow-monitor/monitored';
import { executeContext, type ContextGiven } from '../Monitor/execute-context';

const ROWS = 1_234;

describe('the Monitor Query node on a database', () => {
	let database: TestDatabase;
	const node = new MonitorQuery();

	beforeAll(async () => {
		database = await monitoredDatabase();
		const store = database.store();
		const now = Date.now();
		await ensureLogPartitions(store, [now, now - ROWS * 1_000]);
		await insertLogs(
			store,
			'this-n8n',
			Array.from({ length: ROWS }, (_, index) => ({
				id: newId(now - index * 1_000),
				timestamp: now - index * 1_000,
				workflow_id: 'wf',
				execution_id: '1',
				log_level: 'info' as const,
				message: `row ${index}`,
				node_id: null,
				node_name: null,
				step_number: null,
				duration: null,
				items_in: null,
				items_out: null,
				metadata: {},
			})),
		);
		await storeExecutions(database, [ended('success'), ended('error'), { status: 'running' }]);
		await upsertWorkflows(store, 'this-n8n', [
			{ workflow_id: 'wf', name: 'Order 100% of <b>them</b>', active: true },
			{ workflow_id: 'nameless', name: null, active: null },
		]);
	});

	afterAll(async () => {
		await closeConnections(0);
		await database.drop();
	});

	function context(parameters: Array<Record<string, unknown>>, given: Partial<ContextGiven> = {}) {
		const credentials = { connectionType: 'url', connectionString: database.url };
		return executeContext({ credentials, ...given, parameters });
	}

	async function run(
		parameters: Record<string, unknown>,
		given: Partial<ContextGiven> = {},
	): Promise<INodeExecutionData[]> {
		const [items] = await node.execute.call(context([parameters], given));
		return items;
	}

	it('gives the dashboard as one item, beside it what the monitor does', async () => {
		const items = await run({ resource: 'dashboard', operation: 'get' });
		expect(items).toMatchObject([
			{
				json: {
					total_executions: 2,
					successful_executions: 1,
					failed_executions: 1,
					success_rate: 50,
					running_executions: 1,
					monitoring: { state: 'outside_n8n' },
				},
				pairedItem: { item: 0 },
			},
		]);
		const names = Object.keys(items[0].json);
		expect(names.filter((name) => /[A-Z]/.test(name))).toEqual([]);
		expect((items[0].json.recent_activity as { logs: unknown[] }).logs).toHaveLength(10);
	});

	it('gives the live status as one item, with nulls where nothing runs', async () => {
		const workflowId = { __rl: true, mode: 'list', value: 'wf' };
		const [running] = await run({ resource: 'liveStatus', operation: 'get', workflowId });
		expect(running.json).toMatchObject({
			execution_id: '3',
			current_state: 'running',
			running: [],
		});
		const [none] = await run({ resource: 'liveStatus', operation: 'get', workflowId: 'unknown' });
		expect(none.json).toMatchObject({
			workflow_id: 'unknown',
			execution_id: null,
			current_state: null,
			recent_logs: [],
			running: [],
		});
	});

	it('gives one item a row, fifty at first, all where all are wanted', async () => {
		const list = { resource: 'log', operation: 'getAll' };
		const some = await run(list);
		expect(some.map(({ json }) => json.message)).toEqual(
			Array.from({ length: 50 }, (_, index) => `row ${index}`),
		);
		const all = await run({ ...list, returnAll: true });
		expect(all.map(({ json }) => json.message)).toEqual(
			Array.from({ length: ROWS }, (_, index) => `row ${index}`),
		);
		const rest = await run({ ...list, returnAll: true, filters: { offset: 1_000 } });
		expect(rest).toHaveLength(ROWS - 1_000);
	});

	it('gives nothing where merely no rows are there', async () => {
		for (const resource of ['error', 'performance', 'alert']) {
			expect(await run({ resource, operation: 'getAll' })).toEqual([]);
		}
		const hints: NodeExecutionHint[] = [];
		await run({ resource: 'log', operation: 'getAll', timeRange: '1 second', filters: { search: 'nowhere' } }, { hints });
		expect(hints).toEqual([{ message: expect.stringMatching(/^Nothing was found\. A longer time range .* Log Level/), location: 'outputPane' }]);
	});

	it('gives what people want of a row, or all of it, with the name of the workflow in both', async () => {
		const list = { resource: 'log', operation: 'getAll', limit: 1 };
		const [simple] = await run({ ...list, simplify: true });
		expect(Object.entries(simple.json).slice(0, 5)).toEqual([
			['timestamp', expect.any(String)], ['log_level', 'info'], ['workflow_name', 'Order 100% of <b>them</b>'], ['node_name', null], ['message', 'row 0'],
		]);
		const [full] = await run({ ...list, simplify: false });
		expect(full.json).toMatchObject({ instance_id: 'this-n8n', workflow_name: 'Order 100% of <b>them</b>', metadata: {} });
		const [execution] = await run({ resource: 'execution', operation: 'getAll', limit: 1, simplify: true });
		expect(execution.json).toMatchObject({ execution_id: expect.any(String), workflow_name: 'Order 100% of <b>them</b>' });
		expect(execution.json).not.toHaveProperty('segment_times');
	});

	it('goes by the range of time, in the words of an expression too, unless a saved node has times among its filters', async () => {
		const count = async (given: object) => (await run({ resource: 'log', operation: 'getAll', returnAll: true, ...given })).length;
		expect(await count({ timeRange: 'any_time' })).toBe(ROWS);
		expect(await count({ timeRange: 'last_7_days' })).toBe(ROWS);
		expect(await count({ timeRange: '2 seconds' })).toBeLessThan(ROWS);
		expect(await count({ timeRange: 'before 1990-01-01' })).toBe(0);
		const past = { from: '1990-01-01T00:00:00', to: '1991-01-01T00:00:00' };
		expect(await count({ timeRange: 'custom', ...past })).toBe(0);
		expect(await count({ timeRange: 'custom', from: past.from, to: '' })).toBe(ROWS);
		expect(await count({ timeRange: 'last_7_days', ...past })).toBe(ROWS);
		expect(await count({ timeRange: 'last_7_days', filters: { startTime: past.from, endTime: past.to } })).toBe(0);
	});

	it('stops turning pages when the execution is canceled', async () => {
		const stop = new AbortController();
		stop.abort();
		await expect(run({ resource: 'log', operation: 'getAll', returnAll: true }, { cancelSignal: stop.signal })).rejects.toThrow('The execution was canceled');
	});

	it("takes times without an offset as those of the workflow's time zone", async () => {
		const hour = new Date(Date.now() - 3_600_000).toISOString().slice(0, 19);
		const list = { resource: 'log', operation: 'getAll', limit: 1, filters: { endTime: hour } };
		expect(await run(list, { timezone: 'UTC' })).toEqual([]);
		expect(await run(list, { timezone: 'America/New_York' })).toHaveLength(1);
	});


	describe('where nothing has been recorded yet', () => {
		let empty: TestDatabase;
		let credentials: object;

		beforeAll(async () => {
			empty = await createDatabase();
			credentials = { connectionType: 'url', connectionString: empty.url };
		});

		afterAll(async () => {
			await closeConnections(0);
			await empty.drop();
		});

		const NOTE = {
			monitoring: {
				state: 'schema_missing',
				reason: 'There is no schema "monitoring" of the monitor in this database',
				next_step: 'Publish a workflow with a Monitor Trigger that uses the same connection',
			},
		};

		it('answers with zeros and a note, and makes no schema', async () => {
			const hints: NodeExecutionHint[] = [];
			const [dashboard] = await run({ resource: 'dashboard', operation: 'get' }, { credentials, hints });
			expect(dashboard.json).toMatchObject({ total_executions: 0, success_rate: null, ...NOTE });
			expect(hints).toEqual([{ message: `${NOTE.monitoring.reason}. ${NOTE.monitoring.next_step}.`, location: 'outputPane' }]);
			const live = { resource: 'liveStatus', operation: 'get', workflowId: 'wf' };
			expect((await run(live, { credentials }))[0].json).toMatchObject({
				execution_id: null,
				...NOTE,
			});
			const id = '0190a000-0000-7000-8000-000000000001';
			const questions = [
				...['log', 'error', 'errorGroup', 'performance', 'alert'].map((resource) => ({ resource, operation: 'getAll' })),
				{ resource: 'errorGroup', operation: 'get', groupId: id },
				{ resource: 'alert', operation: 'getHistory', alertId: id },
			];
			for (const question of questions) {
				const items = await run(question, { credentials });
				expect(items).toEqual([{ json: NOTE, pairedItem: { item: 0 } }]);
			}
			expect(await empty.sql("select 1 from pg_namespace where nspname = 'monitoring'")).toEqual(
				[],
			);
			const list = context([], { credentials }) as never;
			for (const search of Object.values(node.methods.listSearch)) {
				expect(await search.call(list)).toEqual({ results: [] });
			}
		});

		it('answers so too once the schema is there and no instance has recorded', async () => {
			await migrate(empty.store());
			const [dashboard] = await run({ resource: 'dashboard', operation: 'get' }, { credentials });
			expect(dashboard.json).toMatchObject({ total_executions: 0 });
			const [item] = await run({ resource: 'log', operation: 'getAll' }, { credentials });
			expect(Object.keys(item.json)).toEqual(['monitoring']);
		});
	});
});
