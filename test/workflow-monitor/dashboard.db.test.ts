import { WorkflowMonitor } from '../../index';
import type { TestDatabase } from '../support/database';
import { ended, monitoredDatabase, storeExecutions } from './monitored';

const DAY = 86_400_000;

describe('the dashboard summary', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeAll(async () => {
		database = await monitoredDatabase();
	});

	beforeEach(async () => {
		await database.sql(
			'truncate monitoring.workflow_execution_logs, monitoring.workflow_errors, monitoring.monitoring_alerts, monitoring.workflow_executions, monitoring.processes, monitoring.recording_gaps, monitoring.workflows',
		);
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	afterEach(async () => {
		await monitor.close();
	});

	afterAll(async () => {
		await database.drop();
	});

	it('is all zero, null and healthy where nothing has happened', async () => {
		const before = Date.now();
		const { period, ...summary } = await monitor.getDashboardSummary();
		expect(summary).toMatchObject({
			total_executions: 0,
			successful_executions: 0,
			failed_executions: 0,
			success_rate: null,
			total_errors: 0,
			critical_errors: 0,
			total_alerts: 0,
			unresolved_alerts: 0,
			average_execution_time: null,
			system_health: 'healthy',
			recent_activity: { logs: [], errors: [], alerts: [] },
		});
		expect(Date.parse(period.end)).toBeGreaterThanOrEqual(before);
		expect(Date.parse(period.end) - Date.parse(period.start)).toBe(30 * DAY);
	});

	it('gives the figures of the specification for its example', async () => {
		await storeExecutions(database, [
			...Array.from({ length: 142 }, () => ended('success', { took: 32_500 })),
			...Array.from({ length: 8 }, () => ended('error', { took: 32_500, end_reason: 'failed' })),
		]);
		for (let index = 0; index < 12; index += 1) {
			await monitor.logError('wf', String(143 + (index % 8)), {
				message: `failure ${index}`,
				severity: index < 2 ? 'critical' : 'medium',
			});
		}
		for (let index = 0; index < 5; index += 1) {
			const id = await monitor.createAlert('wf', { type: 'error', title: `alert ${index}` });
			if (index > 0) await monitor.resolveAlert(id);
		}
		const summary = await monitor.getDashboardSummary({ workflowId: 'wf' });
		expect(summary).toMatchObject({
			total_executions: 150,
			successful_executions: 142,
			failed_executions: 8,
			success_rate: 94.67,
			total_errors: 12,
			critical_errors: 2,
			total_alerts: 5,
			unresolved_alerts: 1,
			average_execution_time: 32_500,
			system_health: 'healthy',
			systemHealth: 'healthy',
			successRate: 94.67,
		});
		expect(summary.recent_activity.errors).toHaveLength(10);
		expect(summary.recentActivity.alerts.map(({ title }) => title)).toEqual(
			expect.arrayContaining(['alert 0', 'alert 4']),
		);
		expect(await monitor.getDashboardSummary({ workflowId: 'another' })).toMatchObject({
			total_executions: 0,
			total_errors: 0,
			total_alerts: 0,
			unresolved_alerts: 0,
		});
	});

	it('counts time-outs and shutdowns as failed, and leaves the rest out of the total', async () => {
		await storeExecutions(database, [
			ended('success', { took: 100 }),
			ended('success', { took: 200, mode: 'error' }),
			ended('success', { took: 300, mode: 'retry' }),
			ended('error', { took: 400 }),
			ended('crashed', { end_reason: 'process_lost', segment_times: {} }),
			ended('canceled', { end_reason: 'timeout', took: 500 }),
			ended('canceled', { end_reason: 'shutdown', took: 600 }),
			ended('canceled', { end_reason: 'stopped', took: 99_999 }),
			ended('canceled', { end_reason: null, took: 99_999 }),
			ended('error', { mode: 'manual' }),
			ended('error', { mode: 'evaluation' }),
			ended('error', { mode: 'integrated', parent_execution_id: '1' }),
			{ status: 'running' },
			{ status: 'waiting', wait_till: Date.now() + DAY },
			{ status: 'queued' },
			ended('error', { started_at: Date.now() - 31 * DAY }),
		]);
		expect(await monitor.getDashboardSummary()).toMatchObject({
			total_executions: 7,
			successful_executions: 3,
			failed_executions: 4,
			success_rate: 42.86,
			stopped_executions: 2,
			running_executions: 1,
			waiting_executions: 1,
			queued_executions: 1,
			manual_executions: 1,
			average_execution_time: 350,
		});
	});

	it('counts apart what succeeded with errors, and failures whose retry, or a retry of it, has succeeded', async () => {
		await storeExecutions(database, [
			ended('success'),
			ended('success', { handled_errors: 2 }),
			ended('error'),
			ended('error', { mode: 'retry', retry_of: '3' }),
			ended('success', { mode: 'retry', retry_of: '4' }),
			ended('error'),
			ended('error', { mode: 'retry', retry_of: '6' }),
		]);
		await storeExecutions(database, [ended('success', { execution_id: '8', mode: 'retry', retry_of: '6' })], 'another-n8n');
		expect(await monitor.getDashboardSummary()).toMatchObject({
			total_executions: 7,
			successful_executions: 3,
			succeeded_with_errors: 1,
			failed_executions: 4,
			retried_with_success: 2,
		});
	});

	it.each([
		[undefined, 3, 5],
		['production', 3, 5],
		['all', 6, 6],
		[['manual', 'partial'], 2, 1],
		['sub_workflow', 1, 1],
		[['schedule', 'error'], 2, 2],
	] as const)('counts executions of modes %j, and the errors and alerts that belong to them', async (modes, executions, trouble) => {
		await storeExecutions(database, [
			ended('error', { mode: 'trigger', kind: 'schedule' }),
			ended('error', { mode: 'webhook', kind: 'webhook' }),
			ended('error', { mode: 'error' }),
			ended('error', { mode: 'manual' }),
			ended('success', { mode: 'manual', kind: 'partial' }),
			ended('error', { mode: 'integrated' }),
		]);
		for (const id of ['1', '2', '3', '4', '6', 'from outside']) {
			await monitor.logError('wf', id, { message: 'failed', severity: 'low' });
			await monitor.createAlert('wf', { type: 'error', title: 'failed', executionId: id });
		}
		const query = { modes: typeof modes === 'string' ? modes : modes && [...modes] };
		expect(await monitor.getDashboardSummary(query)).toMatchObject({
			total_executions: executions,
			manual_executions: 2,
			total_errors: trouble,
			total_alerts: trouble,
			unresolved_alerts: trouble,
		});
		if (modes === undefined) return;
		expect(await monitor.getErrors(query)).toHaveLength(trouble);
		expect(await monitor.getAlerts(query)).toHaveLength(trouble);
	});

	it('counts several instances, or all, where they are chosen', async () => {
		await storeExecutions(database, [ended('success')]);
		await storeExecutions(database, [ended('success'), ended('error')], 'another-n8n');
		await database.sql("insert into monitoring.instances (instance_id) values ('another-n8n') on conflict do nothing");
		const total = async (instances?: string | string[]) =>
			(await monitor.getDashboardSummary({ instances })).total_executions;
		expect(await total()).toBe(1);
		expect(await total('another-n8n')).toBe(2);
		expect(await total(['another-n8n', 'this-n8n'])).toBe(3);
		expect(await total('*')).toBe(3);
	});

	it('takes the period from its start on, before its end', async () => {
		const noon = Date.parse('2026-03-01T12:00:00Z');
		await storeExecutions(database, [
			ended('success', { started_at: noon }),
			ended('success', { started_at: noon + 1_000 }),
			ended('success', { started_at: noon + 2_000 }),
		]);
		const query = { startTime: new Date(noon), endTime: '2026-03-01T12:00:02Z' };
		expect(await monitor.getDashboardSummary(query)).toMatchObject({
			total_executions: 2,
			period: { start: '2026-03-01T12:00:00.000Z', end: '2026-03-01T12:00:02.000Z' },
		});
	});

	it('counts neither handled errors nor those of manual runs', async () => {
		await storeExecutions(database, [ended('error', { mode: 'manual' }), ended('error')]);
		await monitor.logError('wf', '1', { message: 'tried by hand', severity: 'critical' });
		await monitor.logError('wf', '2', { message: 'in production', severity: 'critical' });
		await monitor.logError('wf', 'not recorded', { message: 'from outside', severity: 'low' });
		await monitor.logError('wf', '2', { message: 'swallowed' });
		await database.sql(
			"update monitoring.workflow_errors set handled = true where error_message = 'swallowed'",
		);
		const summary = await monitor.getDashboardSummary();
		expect(summary).toMatchObject({ total_errors: 2, critical_errors: 1 });
		expect(summary.recent_activity.errors).toHaveLength(4);
	});

	it('is critical while a critical alert is open, and degraded once somebody looks after it', async () => {
		const id = await monitor.createAlert('wf', {
			type: 'error',
			severity: 'critical',
			title: 'Down',
		});
		expect((await monitor.getDashboardSummary()).systemHealth).toBe('critical');
		await monitor.acknowledgeAlert(id, 'ann');
		expect((await monitor.getDashboardSummary()).systemHealth).toBe('degraded');
		await monitor.resolveAlert(id, 'ann');
		expect((await monitor.getDashboardSummary()).systemHealth).toBe('healthy');
	});

	it.each([
		['a lease ran out', "lease_until = now() - interval '1 minute'", /^The lease of 1 process ran out/],
		['a process was lost', "lease_until = now() - interval '5 minutes', ended_at = now(), end_reason = 'process_lost'", /^The lease of 1/],
		['records were lost', "counters = jsonb_build_object('last_loss_at', now() - interval '5 minutes')", /^Records were dropped or refused/],
		['capture is off', "state = 'capture_off'", /^Capture has switched itself off in 1 process$/],
		['all have ended', "ended_at = now(), end_reason = 'shutdown', lease_until = now() - interval '2 hours'", /^No process of this n8n records/],
	])('is not healthy while %s', async (_, what, reason) => {
		await database.sql(
			`insert into monitoring.processes (instance_id, process_id, process_type, lease_until)
			values ('this-n8n', gen_random_uuid(), 'main', now() + interval '1 minute')`,
		);
		await database.sql(
			`insert into monitoring.processes (instance_id, process_id, process_type, lease_until, ended_at, end_reason, counters)
			values ('this-n8n', gen_random_uuid(), 'worker', now() - interval '2 hours', now(), 'process_lost',
				jsonb_build_object('last_loss_at', now() - interval '2 hours'))`,
		);
		expect((await monitor.getDashboardSummary()).system_health).toBe('healthy');
		await database.sql(`update monitoring.processes set ${what} where process_type = 'main'`);
		const { system_health, health_reasons } = await monitor.getDashboardSummary();
		expect(system_health).toBe('degraded');
		expect(health_reasons).toContainEqual(expect.stringMatching(reason));
	});

	it('is not healthy while a busy workflow is silent, and lists the gaps of the period', async () => {
		await database.sql(
			"insert into monitoring.workflows (instance_id, workflow_id, name, active, silent_since) values ('this-n8n', 'wf', 'Orders', true, now()), ('another-n8n', 'wf', 'Theirs', true, now())",
		);
		const gaps = [
			['this-n8n', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'],
			['this-n8n', '2026-01-03T00:00:00Z', '2026-01-03T08:00:00Z'],
			['this-n8n', '2026-01-05T00:00:00Z', null],
			['this-n8n', '2026-01-09T00:00:00Z', null],
			['another-n8n', '2026-01-03T00:00:00Z', null],
		];
		for (const [instance, start, end] of gaps) {
			await database.sql(
				"insert into monitoring.recording_gaps (instance_id, started_at, ended_at, reason) values ($1, $2, $3, 'shutdown')",
				[instance, start, end],
			);
		}
		const summary = await monitor.getDashboardSummary({ startTime: '2026-01-02', endTime: '2026-01-08' });
		expect(summary.health_reasons).toEqual(['1 busy workflow silent for longer than usual: "Orders"']);
		expect(summary.gaps).toEqual([
			{ instance_id: 'this-n8n', start: '2026-01-05T00:00:00.000Z', end: null, reason: 'shutdown' },
			{ instance_id: 'this-n8n', start: '2026-01-03T00:00:00.000Z', end: '2026-01-03T08:00:00.000Z', reason: 'shutdown' },
		]);
	});

	it('refuses a period that ends before it starts', async () => {
		await expect(
			monitor.getDashboardSummary({ startTime: '2026-02-01', endTime: '2026-01-01' }),
		).rejects.toThrow(/"endTime".*ends before it starts/);
	});
});
