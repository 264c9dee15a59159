import {
	MonitorConfigurationError,
	MonitorInputError,
	MonitorNotFoundError,
	MonitorSchemaError,
	WorkflowMonitor,
} from '../../index';
import { Store } from '../../monitoring/store/pool';
import { performanceFromExecutions } from '../../monitoring/store/write/upsert-performance';
import { upsertInstance } from '../../monitoring/store/write/upsert-instance';
import { newId } from '../../monitoring/recorder/row-id';
import { createDatabase, type TestDatabase } from '../support/database';
import { ended, monitoredDatabase, storeExecutions } from './monitored';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const NOBODY = '01997a2e-5f70-7c3a-9d51-0a1b2c3d4e5f';

describe('WorkflowMonitor', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeAll(async () => {
		database = await monitoredDatabase();
	});

	beforeEach(async () => {
		await database.sql(
			'truncate monitoring.workflow_execution_logs, monitoring.workflow_errors, monitoring.monitoring_alerts, monitoring.workflow_performance_metrics, monitoring.workflow_executions',
		);
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	afterEach(async () => {
		await monitor.close();
	});

	afterAll(async () => {
		await database.drop();
	});

	it('stores figures beyond their columns capped, with a mark', async () => {
		const figures = { cpuPeak: 1_600, throughput: Infinity, memoryPeak: 1e30, totalDuration: 40 * 86_400_000 };
		await monitor.recordPerformance('wf', 'too much', figures);
		await monitor.logExecution('wf', 'too much', { message: 'slow', duration: 40 * 86_400_000 });
		const [row] = await monitor.getPerformance({ executionId: 'too much' });
		expect(row).toMatchObject({
			cpu_peak: 999.99, throughput: 99_999_999.99, memory_peak: Number.MAX_SAFE_INTEGER, total_duration: 2_147_483_647,
			metadata: { capped: { cpu_peak: 1_600, throughput: 'Infinity', memory_peak: 1e30, total_duration: 40 * 86_400_000 } },
		});
		const [log] = await monitor.getLogs({ executionId: 'too much' });
		expect(log).toMatchObject({ duration: 2_147_483_647, metadata: { capped: { duration: 40 * 86_400_000 } } });
	});

	it('logs, and gives the row back by both kinds of names', async () => {
		const id = await monitor.logExecution('wf-001', 'exec-123', {
			level: 'warn',
			message: 'Processing 1000 records',
			nodeName: 'Data Processor',
			stepNumber: 2,
			duration: 2500,
			metadata: { recordCount: 1000 },
		});
		expect(id).toMatch(UUID_V7);
		const [row] = await monitor.getLogs({ workflowId: 'wf-001', logLevels: ['info', 'warn'] });
		expect(row).toMatchObject({
			id,
			instance_id: 'this-n8n',
			workflow_id: 'wf-001',
			workflowId: 'wf-001',
			execution_id: 'exec-123',
			log_level: 'warn',
			logLevel: 'warn',
			message: 'Processing 1000 records',
			node_name: 'Data Processor',
			nodeName: 'Data Processor',
			step_number: 2,
			duration: 2500,
			metadata: { recordCount: 1000 },
		});
		expect(await monitor.getLogs({ logLevels: 'error' })).toEqual([]);
	});

	it('logs an error and resolves it, and a second resolution keeps time and name', async () => {
		const id = await monitor.logError('wf-001', 'exec-123', {
			type: 'network',
			message: 'API connection failed',
			code: 'CONN_001',
			nodeName: 'API Node',
			severity: 'high',
			stack: 'Error: API connection failed\n    at x',
			metadata: { endpoint: '/api/data', retryCount: 3 },
		});
		expect(await monitor.getErrors({ severity: 'high', resolved: false })).toMatchObject([
			{ id, error_type: 'network', error_code: 'CONN_001', handled: false, resolved: false },
		]);
		const resolved = await monitor.resolveError(id, { notes: 'Fixed', resolvedBy: 'admin-user' });
		expect(resolved).toMatchObject({
			resolved: true,
			resolution_notes: 'Fixed',
			resolved_by: 'admin-user',
			resolvedBy: 'admin-user',
		});
		const again = await monitor.resolveError(id, { resolvedBy: 'somebody else' });
		expect(again).toMatchObject({
			resolved_by: 'admin-user',
			resolved_at: resolved.resolved_at,
			resolution_notes: 'Fixed',
		});
		expect(await monitor.getErrors({ resolved: false })).toEqual([]);
	});

	it('reads type and severity of an error from its message where they are left out', async () => {
		await monitor.logError('wf-001', 'exec-1', { message: 'connect ECONNREFUSED 127.0.0.1:80' });
		const [row] = await monitor.getErrors();
		expect(row.error_type).toBe('network');
		expect(row.fingerprint).toMatch(/^[0-9a-f]{32}$/);
		expect(row.group_id).not.toBeNull();
	});

	it('raises an alert, acknowledges it once and resolves it', async () => {
		const id = await monitor.createAlert('wf-001', {
			type: 'performance',
			severity: 'warning',
			title: 'High Memory Usage',
			description: 'Workflow consuming excessive memory resources',
			metadata: { threshold: 1 },
		});
		await monitor.acknowledgeAlert(id, 'team-lead');
		await monitor.acknowledgeAlert(id, 'somebody else');
		const [open] = await monitor.getAlerts({ acknowledged: true, resolved: false });
		expect(open).toMatchObject({ id, acknowledged: true, acknowledged_by: 'team-lead' });
		expect(await monitor.resolveAlert(id, 'team-lead')).toMatchObject({
			resolved: true,
			resolved_by: 'team-lead',
		});
		expect(await monitor.getAlerts({ resolved: false })).toEqual([]);
		const other = await monitor.createAlert('wf-001', { type: 'error', title: 'Again' });
		expect(await monitor.resolveAlert(other, { resolvedBy: 'x' })).toMatchObject({
			resolved_by: 'x',
		});
	});

	it('records performance, and renews the row that an execution has already', async () => {
		await storeExecutions(database, [{ ...ended('success', { took: 45_000 }), node_count: 6 }]);
		await performanceFromExecutions(database.store(), 'this-n8n', [
			{ execution_id: '1', id: newId(Date.now()), usage: {}, whole: true },
		]);
		const [measured] = await monitor.getPerformance();
		expect(measured).toMatchObject({ total_duration: 45_000, node_count: 6, cpu_peak: null });
		const id = await monitor.recordPerformance('wf', '1', {
			totalDuration: 44_000,
			cpuPeak: 85.555,
			memoryPeak: 128 * 1024 * 1024,
			throughput: 2.5,
			bottleneckNodes: ['API Node'],
		});
		expect(id).toBe(measured.id);
		expect(await monitor.getPerformance({ executionId: '1' })).toMatchObject([
			{
				id,
				total_duration: 44_000,
				node_count: 6,
				cpu_peak: 85.56,
				cpuPeak: 85.56,
				memory_peak: 134_217_728,
				throughput: 2.5,
				bottleneck_nodes: ['API Node'],
			},
		]);
		const fresh = await monitor.recordPerformance('wf', 'other', { totalDuration: 1 });
		expect(await monitor.getPerformance({ executionId: 'other' })).toMatchObject([{ id: fresh }]);
	});

	it('says of an id that is not there which one, and changes nothing', async () => {
		const failure = await monitor.resolveError(NOBODY).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(MonitorNotFoundError);
		expect(failure).toMatchObject({ field: 'errorId', value: NOBODY });
		await expect(monitor.acknowledgeAlert(NOBODY)).rejects.toThrow(/"alertId".*does not exist/);
		await expect(monitor.resolveAlert('17')).rejects.toThrow(MonitorInputError);
	});

	it('sees rows of its own instance only', async () => {
		const id = await monitor.logError('wf', '1', { message: 'x' });
		const other = new WorkflowMonitor({ connectionString: database.url, instanceId: 'other-n8n' });
		expect(await other.getErrors()).toEqual([]);
		await expect(other.resolveError(id)).rejects.toThrow(MonitorNotFoundError);
		await other.close();
	});

	it('stores NUL, lone surrogates and text like SQL as data', async () => {
		const message = "a\u0000b\ud800c '); drop table x; -- %_\\ 😀";
		await monitor.logExecution('wf', '1', {
			message,
			metadata: { 'k\u0000': message, __proto__x: 1 },
		});
		const stored = "a\ufffdb\ufffdc '); drop table x; -- %_\\ 😀";
		expect(await monitor.getLogs({ search: '%_\\' })).toMatchObject([{ message: stored }]);
		expect(await monitor.getLogs({ search: 'a%c' })).toEqual([]);
		expect(await monitor.getLogs({ workflowId: "wf' or true --\u0000" })).toEqual([]);
	});

	it('finds the only instance by itself, and lists them where there are several', async () => {
		const lazy = new WorkflowMonitor({ connectionString: database.url });
		await lazy.logExecution('wf', '1', { message: 'x' });
		expect(await lazy.getLogs()).toMatchObject([{ instance_id: 'this-n8n' }]);
		const store = database.store();
		await upsertInstance(store, { instanceId: 'b', n8nVersion: null, packageVersion: '1' });
		const failure = await lazy.getLogs().catch((error: unknown) => error);
		await database.sql("delete from monitoring.instances where instance_id = 'b'");
		expect(failure).toBeInstanceOf(MonitorConfigurationError);
		expect((failure as Error).message).toContain('b, this-n8n');
		await lazy.close();
	});

	it('never makes the schema, and says how it is made', async () => {
		const empty = await createDatabase();
		const lost = new WorkflowMonitor({ connectionString: empty.url, instanceId: 'this-n8n' });
		const failure = await lost
			.logExecution('wf', '1', { message: 'x' })
			.catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(MonitorSchemaError);
		expect((failure as Error).message).toMatch(/Publish a workflow with a Monitor Trigger/);
		await expect(lost.getDashboardSummary()).rejects.toThrow(MonitorSchemaError);
		expect(await empty.sql("select 1 from pg_namespace where nspname = 'monitoring'")).toEqual([]);
		await lost.close();
		await empty.drop();
	});

	it('goes on after close, and shares its connections with other monitors of the same database', async () => {
		const second = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
		await second.logExecution('wf', '1', { message: 'one' });
		await monitor.logExecution('wf', '1', { message: 'two' });
		await monitor.close();
		await second.logExecution('wf', '1', { message: 'three' });
		await monitor.logExecution('wf', '1', { message: 'four' });
		await second.close();
		expect((await monitor.getLogs()).map(({ message }) => message).sort()).toEqual([
			'four',
			'one',
			'three',
			'two',
		]);
	});

	it('walks all rows page by page with the last row as cursor', async () => {
		await Promise.all(
			Array.from({ length: 7 }, async (_, index) => {
				await monitor.logExecution('wf', '1', { message: `row ${index}` });
			}),
		);
		for (const scope of [{}, { workflowId: 'wf' }]) {
			const seen: string[] = [];
			let after: { id: string; timestamp: string } | undefined;
			for (;;) {
				const page = await monitor.getLogs({ ...scope, limit: 3, after });
				seen.push(...page.map(({ message }) => message));
				if (page.length < 3) break;
				after = page[2];
			}
			expect(seen.sort()).toEqual(Array.from({ length: 7 }, (_, index) => `row ${index}`));
		}
		expect(await monitor.getLogs({ offset: 5 })).toHaveLength(2);
	});

	describe('while Postgres is away', () => {
		it('queues what is created and refuses what needs an answer', async () => {
			const away = new WorkflowMonitor({
				host: '127.0.0.1',
				port: 1,
				database: 'x',
				user: 'x',
				password: 'x',
				instanceId: 'this-n8n',
			});
			expect(await away.logExecution('wf', '1', { message: 'x' })).toMatch(UUID_V7);
			expect(await away.createAlert('wf', { type: 'error', title: 'x' })).toMatch(UUID_V7);
			await expect(away.resolveError(NOBODY)).rejects.toThrow(/Nothing listens on 127.0.0.1:1/);
			await expect(away.getLogs()).rejects.toThrow(/Nothing listens/);
			await away.close();
		});

		it('queues also where only the database knows the instance', async () => {
			const away = new WorkflowMonitor({ connectionString: 'postgres://x:x@127.0.0.1:1/x' });
			expect(await away.logExecution('wf', '1', { message: 'x' })).toMatch(UUID_V7);
			await away.close();
		});

		it('stores what was queued once the database is there', async () => {
			const later = await createDatabase();
			const url = later.url;
			await database.sql(`alter database ${later.name} allow_connections false`);
			const waiting = new WorkflowMonitor({ connectionString: url });
			const id = await waiting.logError('wf', '1', { message: 'waits' });
			await database.sql(`alter database ${later.name} allow_connections true`);
			const { migrate } = await import('../../monitoring/store/migrate');
			const store = new Store(later.settings);
			await migrate(store);
			await upsertInstance(store, { instanceId: 'late', n8nVersion: null, packageVersion: '1' });
			await store.end();
			for (let attempt = 0; attempt < 100; attempt += 1) {
				if ((await waiting.getErrors()).length > 0) break;
				await new Promise((resolve) => setTimeout(resolve, 100));
			}
			expect(await waiting.getErrors()).toMatchObject([{ id, instance_id: 'late' }]);
			await waiting.close();
			await later.drop();
		});
	});
});
