import { MonitorInputError, MonitorNotFoundError, WorkflowMonitor } from '../../index';
import { newId } from '../../monitoring/recorder/row-id';
import { ensureLogPartitions } from '../../monitoring/store/write/ensure-log-partitions';
import { insertLogs } from '../../monitoring/store/write/insert-logs';
import { closeConnections } from '../../monitoring/workflow-monitor';
import { MonitorQuery } from '../../nodes/MonitorQuery/MonitorQuery.node';
import { executeContext } from '../nodes/Monitor/execute-context';
import type { TestDatabase } from '../support/database';
import { ended, monitoredDatabase, storeExecutions } from './monitored';

const RUNS = 50_000;

describe('executions and traces', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;
	const begin = Date.now() - 3_600_000;

	/** Node runs of an execution, one a ms. */
	async function storeRuns(executionId: string, count: number): Promise<void> {
		const store = database.store();
		await ensureLogPartitions(store, [begin, begin + count]);
		for (let first = 1; first <= count; first += 5_000) {
			const rows = Array.from({ length: Math.min(5_000, count - first + 1) }, (_, index) => {
				const step = first + index;
				return {
					id: newId(begin + step),
					timestamp: begin + step,
					workflow_id: 'wf',
					execution_id: executionId,
					log_level: 'info' as const,
					message: `Node "Node ${step % 7}" finished`,
					node_id: null,
					node_name: `Node ${step % 7}`,
					step_number: step,
					duration: 1,
					items_in: 1,
					items_out: 1,
					metadata: { run_index: Math.floor(step / 7) },
				};
			});
			// Rows come in any order.
			await insertLogs(store, 'this-n8n', rows.reverse());
		}
	}

	beforeAll(async () => {
		database = await monitoredDatabase();
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	beforeEach(async () => {
		await database.sql(
			'truncate monitoring.workflow_execution_logs, monitoring.workflow_errors, monitoring.workflow_executions',
		);
	});

	afterAll(async () => {
		await monitor.close();
		await closeConnections(0);
		await database.drop();
	});

	it('narrows executions by what is asked, and pages through them whatever comes in meanwhile', async () => {
		const started_at = begin;
		await storeExecutions(database, [
			ended('success', { started_at, took: 500 }),
			ended('success', { started_at, took: 5_000, handled_errors: 2, node_runs: 1 }),
			ended('error', { started_at, kind: 'manual', mode: 'manual' }),
			ended('success', { started_at, workflow_id: 'other' }),
			{ started_at },
		]);
		const ids = async (query: object) =>
			(await monitor.getExecutions(query)).map(({ execution_id }) => execution_id);
		expect(await ids({})).toEqual(['5', '4', '3', '2', '1']);
		expect(await ids({ workflowId: 'other' })).toEqual(['4']);
		expect(await ids({ status: ['success', 'running'], workflowId: 'wf' })).toEqual(['5', '2', '1']);
		expect(await ids({ outcome: 'succeeded_with_errors' })).toEqual(['2']);
		expect(await ids({ modes: 'production' })).toEqual(['5', '4', '2', '1']);
		expect(await ids({ minDuration: 2_000 })).toEqual(['5', '2']);
		expect(await ids({ handledErrors: true })).toEqual(['2']);
		const first = await monitor.getExecutions({ limit: 2 });
		await database.sql(
			"update monitoring.workflow_executions set started_at = started_at + interval '1 hour' where execution_id = '5'",
		);
		expect(await ids({ limit: 2, after: first[1] })).toEqual(['3', '2']);
		expect(await ids({ after: { started_at: new Date(begin).toISOString(), execution_id: '2' } })).toEqual(['1']);
		await expect(ids({ after: { execution_id: '2' } })).rejects.toThrow(MonitorInputError);
	});

	it('gives one execution with its errors, children and retries; a failed one shows that a retry has succeeded', async () => {
		await storeExecutions(database, [
			ended('error'),
			ended('error', { retry_of: '1', kind: 'retry' }),
			ended('success', { retry_of: '2', kind: 'retry' }),
			ended('success', { parent_execution_id: '1', kind: 'sub_workflow' }),
		]);
		await monitor.logError('wf', '1', { message: 'Broken' });
		const origin = await monitor.getExecution('1');
		expect(origin).toMatchObject({
			outcome: 'failed',
			retried_with_success: true,
			retriedWithSuccess: true,
			errors: [{ error_message: 'Broken' }],
			children: [{ execution_id: '4' }],
			retries: [{ execution_id: '2', retried_with_success: true }],
		});
		expect(await monitor.getExecution('3')).toMatchObject({ retry_of: '2', retried_with_success: false });
		await expect(monitor.getExecution('none')).rejects.toThrow(MonitorNotFoundError);
	});

	it(`gives the trace of ${RUNS} node runs in pages: each run once, none missing, in order`, async () => {
		await storeExecutions(database, [
			ended('success', { started_at: begin, took: RUNS, node_runs: RUNS, node_count: 7 }),
			ended('success', { started_at: begin + 25_000, took: 0, parent_execution_id: '1' }),
			ended('success', { started_at: begin + RUNS + 10, parent_execution_id: '1' }),
		]);
		await storeRuns('1', RUNS);
		const steps: number[] = [];
		const children: string[] = [];
		let page = await monitor.getTrace('1');
		expect(page).toMatchObject({ execution: { execution_id: '1' }, totals: { node_runs: RUNS }, incomplete: [] });
		for (;;) {
			for (const row of page.rows) {
				if (row.type === 'execution') children.push(row.execution_id);
				else steps.push(row.step);
			}
			if (page.next === null) break;
			page = await monitor.getTrace('1', { after: page.next });
		}
		expect(steps).toEqual(Array.from({ length: RUNS }, (_, index) => index + 1));
		expect(children).toEqual(['2', '3']);
	}, 180_000);

	it('says what is missing, and what waited', async () => {
		await storeExecutions(database, [
			ended('success', {
				started_at: begin,
				took: 9_000,
				segment: 1,
				segment_times: { 0: 1_000, 1: 500 },
				node_runs: 20,
				rows_left_out: 8,
			}),
		]);
		await storeRuns('1', 10);
		await monitor.logExecution('wf', '1', {
			message: 'Node "Wait" waits',
			nodeName: 'Wait',
			stepNumber: 11,
		});
		await monitor.logError('wf', '1', { message: 'Broken' });
		const trace = await monitor.getTrace('1', { limit: 4 });
		expect(trace).toMatchObject({
			totals: { node_runs: 10, waits: 1, errors: 1, handled_errors: 0, waiting_duration: 7_500 },
			segments: [
				{ segment: 0, active_duration: 1_000 },
				{ segment: 1, active_duration: 500 },
			],
			next: { step: 4 },
		});
		expect(trace.incomplete).toEqual([
			expect.stringMatching(/^8 node runs have no row: the settings/),
			expect.stringMatching(/^2 node runs have no row any more/),
		]);
		const rest = await monitor.getTrace('1', { after: trace.next ?? undefined });
		expect(rest.rows.map((row) => row.type)).toEqual([...Array<string>(6).fill('node_run'), 'wait']);
	});

	it('gives through the node a trace as items, its head first, in pages or whole', async () => {
		await storeExecutions(database, [ended('success', { started_at: begin, node_runs: 1_200 })]);
		await storeRuns('1', 1_200);
		const get = async (given: object) => {
			const credentials = { connectionType: 'url', connectionString: database.url };
			const parameters = [{ resource: 'execution', operation: 'getTrace', executionId: '1', ...given }];
			const previous = process.env.MONITOR_INSTANCE_ID;
			process.env.MONITOR_INSTANCE_ID = 'this-n8n';
			try {
				const [items] = await new MonitorQuery().execute.call(executeContext({ credentials, parameters }));
				return items.map(({ json }) => json);
			} finally {
				if (previous === undefined) delete process.env.MONITOR_INSTANCE_ID;
				else process.env.MONITOR_INSTANCE_ID = previous;
			}
		};
		const [head, ...rows] = await get({ limit: 3 });
		expect(head).toMatchObject({ type: 'trace', totals: { node_runs: 1_200 }, next: { step: 3 } });
		expect(rows.map(({ step }) => step)).toEqual([1, 2, 3]);
		const next = await get({ limit: 3, after: JSON.stringify(head.next) });
		expect(next.slice(1).map(({ step }) => step)).toEqual([4, 5, 6]);
		expect(await get({ returnAll: true })).toHaveLength(1_201);
	});
});
