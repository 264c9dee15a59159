import { WorkflowMonitor } from '../../index';
import type { TestDatabase } from '../support/database';
import { ended, monitoredDatabase, storeExecutions } from './monitored';
import { storeNodeRuns, storePastRuns, type Step } from './past-runs';

describe('the live status', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeAll(async () => {
		database = await monitoredDatabase();
	});

	beforeEach(async () => {
		await database.sql(
			'truncate monitoring.workflow_execution_logs, monitoring.workflow_errors, monitoring.workflow_executions',
		);
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	afterEach(async () => {
		await monitor.close();
	});

	afterAll(async () => {
		await database.drop();
	});

	it('is null for a workflow that is unknown or has nothing running', async () => {
		expect(await monitor.getLiveStatus('unknown')).toBeNull();
		await storeExecutions(database, [ended('success'), { status: 'waiting' }]);
		expect(await monitor.getLiveStatus('wf')).toBeNull();
	});

	it('is the running execution that started last, with the others beside it', async () => {
		const now = Date.now();
		await storeExecutions(database, [
			{ status: 'running', started_at: now - 90_000, last_node: 'Old step', current_step: 1 },
			{
				status: 'running',
				started_at: now - 45_000,
				last_node: 'Data Processing',
				current_step: 3,
			},
			{ status: 'running', started_at: now - 60_000, workflow_id: 'another' },
		]);
		await monitor.logExecution('wf', '2', { level: 'warn', message: 'slow' });
		await monitor.logExecution('wf', '2', { level: 'warn', message: 'slower' });
		await monitor.logExecution('wf', '1', { level: 'warn', message: 'not of this one' });
		await monitor.logError('wf', '2', { message: 'failed' });
		const status = await monitor.getLiveStatus('wf');
		expect(status).toMatchObject({
			workflow_id: 'wf',
			workflowId: 'wf',
			execution_id: '2',
			current_state: 'running',
			currentState: 'running',
			progress_percentage: null,
			progressPercentage: null,
			estimated_remaining_time: null,
			current_step: 'Data Processing',
			error_count: 1,
			errorCount: 1,
			warning_count: 2,
			warningCount: 2,
			running: [{ execution_id: '1', current_step: 'Old step' }],
		});
		expect(status?.elapsedTime).toBeGreaterThanOrEqual(45_000);
		expect(status?.elapsed_time).toBeLessThan(75_000);
		expect(status?.recentLogs.map(({ message }) => message)).toEqual(['slower', 'slow']);
	});

	const LONG: Step[] = [['Webhook', 10], ['Large?', 10], ['Check', 40_000], ['Book', 50_000]];
	const SHORT: Step[] = [['Webhook', 10], ['Large?', 10], ['Book', 3_000]];

	async function running(steps: Step[], node: string, inStep: number): Promise<void> {
		const passed = steps.reduce((sum, [, ms]) => sum + (ms ?? 0), 0);
		const now = Date.now();
		const started_at = now - passed - inStep;
		const step_started_at = now - inStep;
		const current_step = steps.length + 1;
		await storeExecutions(database, [{ execution_id: 'now', started_at, last_node: node, current_step, step_started_at }]);
		await storeNodeRuns(database, 'now', started_at, steps);
	}

	it('foretells what is left from earlier runs that took the same branch', async () => {
		await storePastRuns(database, [LONG, SHORT, LONG, SHORT, LONG, SHORT]);
		await running(LONG.slice(0, 3), 'Book', 20_000);
		const status = await monitor.getLiveStatus('wf');
		expect(status).toMatchObject({
			execution_id: 'now',
			current_step: 'Book',
			no_node_has_run: false,
			estimate_runs: 3,
			estimate_reason: null,
			estimate_quality: { executions: 6 },
		});
		// Some hundred ms may pass between writing and asking.
		expect(status?.estimatedRemainingTime).toBeGreaterThan(20_000);
		expect(status?.estimatedRemainingTime).toBeLessThanOrEqual(30_000);
		expect(status?.estimatedRemainingInterval?.high).toBeLessThanOrEqual(30_000);
		expect(status?.currentStepTime).toBeGreaterThanOrEqual(20_000);
		expect(status?.progressPercentage).toBeGreaterThanOrEqual(66);
		expect(status?.progressPercentage).toBeLessThan(80);
	});

	it('foretells nothing without three runs to compare with, and says so', async () => {
		await storePastRuns(database, [LONG, LONG]);
		await running(LONG.slice(0, 2), 'Check', 0);
		expect(await monitor.getLiveStatus('wf', { logs: false })).toMatchObject({
			estimated_remaining_time: null,
			estimated_remaining_interval: null,
			estimate_reason: 'too_few_runs',
			estimate_runs: 2,
			progress_percentage: null,
			recent_logs: [],
		});
	});

	it('goes by whole durations where the rows of node runs are gone, and leaves waiting out', async () => {
		const waited = ended('success', { took: 10_000, finished_at: Date.now(), started_at: Date.now() - 90_000_000 });
		const execution_id = (index: number) => ({ execution_id: `past-${index}`, node_runs: 3 });
		await storeExecutions(database, [0, 1, 2].map((index) => ({ ...waited, ...execution_id(index) })));
		await storeExecutions(database, [{ execution_id: 'now', started_at: Date.now() - 5_000 }]);
		const status = await monitor.getLiveStatus('wf');
		expect(status?.no_node_has_run).toBe(true);
		expect(status?.estimated_remaining_time).toBeGreaterThan(2_000);
		expect(status?.estimated_remaining_time).toBeLessThanOrEqual(5_000);
	});

	it('tells how all stand that run, and those that wait where they are asked for', async () => {
		await storeExecutions(database, [
			{ workflow_id: 'another', started_at: Date.now() - 1_000, last_node: 'Ask', current_step: 1 },
			{ status: 'waiting' },
			{ status: 'running' },
			ended('success'),
		]);
		const found = async (query?: object) => (await monitor.getLiveStatuses(query)).map(({ executionId }) => executionId);
		expect(await found()).toEqual(['1', '3']);
		expect(await found({ workflowId: 'wf', states: ['running', 'waiting'] })).toEqual(['3', '2']);
		expect(await found({ limit: 1 })).toEqual(['1']);
		const [first] = await monitor.getLiveStatuses();
		expect(first).toMatchObject({ workflow_id: 'another', currentStep: 'Ask', estimateReason: 'too_few_runs' });
	});

	it('says how a given execution stands in whatever state', async () => {
		await storeExecutions(database, [
			ended('success', { took: 1_234 }),
			ended('error'),
			{ status: 'waiting' },
			{ status: 'running' },
		]);
		const of = async (executionId: string) => await monitor.getLiveStatus('wf', { executionId });
		expect(await of('1')).toMatchObject({
			current_state: 'success',
			progress_percentage: 100,
			estimated_remaining_time: 0,
			elapsed_time: 1_234,
			running: [{ execution_id: '4' }],
		});
		expect(await of('2')).toMatchObject({ current_state: 'error', progress_percentage: null });
		expect(await of('3')).toMatchObject({ current_state: 'waiting', progress_percentage: null });
		const child = { execution_id: '9', workflow_id: 'child', parent_execution_id: '3' };
		expect((await of('4'))?.waiting).toMatchObject([{ execution_id: '3', executionId: '3', waitingFor: 'call' }]);
		await storeExecutions(database, [child]);
		expect((await of('3'))?.waiting_for).toBe('sub_workflow');
		expect(await of('5')).toBeNull();
		expect(await monitor.getLiveStatus('another', { executionId: '1' })).toBeNull();
	});
});
