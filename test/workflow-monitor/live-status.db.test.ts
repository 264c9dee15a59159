import { WorkflowMonitor } from '../../index';
import type { TestDatabase } from '../support/database';
import { ended, monitoredDatabase, storeExecutions } from './monitored';

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

	it('measures progress by the median of earlier successes once there are three', async () => {
		const started_at = Date.now() - 65_000;
		await storeExecutions(database, [
			ended('success', { took: 100_000 }),
			ended('success', { took: 90_000 }),
			ended('success', { took: 500_000 }),
			ended('error', { took: 10 }),
			{ status: 'running', started_at },
		]);
		const status = await monitor.getLiveStatus('wf');
		expect(status?.progressPercentage).toBeGreaterThanOrEqual(65);
		expect(status?.progressPercentage).toBeLessThan(80);
		expect(status?.estimatedRemainingTime).toBeLessThanOrEqual(35_000);
		expect(status?.estimatedRemainingTime).toBeGreaterThan(10_000);
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
		expect(await of('5')).toBeNull();
		expect(await monitor.getLiveStatus('another', { executionId: '1' })).toBeNull();
	});
});
