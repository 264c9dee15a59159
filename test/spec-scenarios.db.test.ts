import { MonitorInputError, WorkflowMonitor } from '../index';
import { newId } from '../monitoring/recorder/row-id';
import { ensureLogPartitions } from '../monitoring/store/write/ensure-log-partitions';
import { insertLogs } from '../monitoring/store/write/insert-logs';
import type { TestDatabase } from './support/database';
import { ended, monitoredDatabase, storeExecutions } from './workflow-monitor/monitored';

const DAY = 86_400_000;

/** The scenarios that the specification names, each by the library as its examples call it. */
describe('the specification', () => {
	let database: TestDatabase;
	let workflowMonitor: WorkflowMonitor;

	beforeAll(async () => {
		database = await monitoredDatabase();
	});

	beforeEach(async () => {
		await database.sql(
			'truncate monitoring.workflow_execution_logs, monitoring.workflow_errors, monitoring.monitoring_alerts, monitoring.workflow_performance_metrics, monitoring.workflow_executions, monitoring.error_groups, monitoring.workflow_settings, monitoring.alert_history',
		);
		workflowMonitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	afterEach(async () => {
		await workflowMonitor.close();
	});

	afterAll(async () => {
		await database.drop();
	});

	it('Log creation and retrieval', async () => {
		await workflowMonitor.logExecution('wf-001', 'exec-123', {
			level: 'info',
			message: 'Workflow execution started',
			nodeName: 'Start Node',
			metadata: { trigger: 'webhook' },
		});
		await workflowMonitor.logExecution('wf-001', 'exec-123', {
			level: 'info',
			message: 'Processing 1000 records',
			nodeName: 'Data Processor',
			stepNumber: 2,
			duration: 2500,
			metadata: { recordCount: 1000 },
		});
		const logs = await workflowMonitor.getLogs({ workflowId: 'wf-001', executionId: 'exec-123' });
		expect(logs.map(({ message }) => message).sort()).toEqual([
			'Processing 1000 records',
			'Workflow execution started',
		]);
		expect(logs.find(({ stepNumber }) => stepNumber === 2)).toMatchObject({
			nodeName: 'Data Processor',
			duration: 2500,
			metadata: { recordCount: 1000 },
		});
		expect(await workflowMonitor.getLogs({ workflowId: 'wf-002' })).toEqual([]);
	});

	it('Error tracking and resolution', async () => {
		const errorId = await workflowMonitor.logError('wf-001', 'exec-123', {
			type: 'network',
			message: 'API connection failed',
			code: 'CONN_001',
			nodeName: 'API Node',
			severity: 'high',
			stack: 'Error: API connection failed',
			metadata: { endpoint: '/api/data', retryCount: 3 },
		});
		expect(await workflowMonitor.getErrors({ workflowId: 'wf-001', resolved: false })).toMatchObject([
			{ id: errorId, error_type: 'network', errorCode: 'CONN_001', severity: 'high' },
		]);
		await workflowMonitor.resolveError(errorId, {
			notes: 'Fixed by updating API endpoint configuration',
			resolvedBy: 'admin-user',
		});
		expect(await workflowMonitor.getErrors({ resolved: false })).toEqual([]);
		const [resolved] = await workflowMonitor.getErrors({ resolved: true });
		expect(resolved).toMatchObject({
			id: errorId,
			resolution_notes: 'Fixed by updating API endpoint configuration',
			resolvedBy: 'admin-user',
		});
		expect(resolved.resolved_at).not.toBeNull();
	});

	it('Performance metrics collection', async () => {
		await workflowMonitor.recordPerformance('wf-001', 'exec-123', {
			totalDuration: 45000,
			nodeCount: 6,
			successfulNodes: 5,
			failedNodes: 1,
			memoryPeak: 128 * 1024 * 1024,
			memoryAverage: 64 * 1024 * 1024,
			cpuPeak: 85.5,
			cpuAverage: 45.2,
			networkRequests: 15,
			networkDataTransferred: 2 * 1024 * 1024,
			throughput: 2.5,
			bottleneckNodes: ['API Node'],
		});
		expect(await workflowMonitor.getPerformance({ workflowId: 'wf-001' })).toMatchObject([
			{
				totalDuration: 45000,
				node_count: 6,
				memory_peak: 134217728,
				cpuPeak: 85.5,
				network_data_transferred: 2097152,
				throughput: 2.5,
			},
		]);
	});

	it('Alert management and acknowledgment', async () => {
		const alertId = await workflowMonitor.createAlert('wf-001', {
			type: 'performance',
			severity: 'warning',
			title: 'High Memory Usage',
			description: 'Workflow consuming excessive memory resources',
			metadata: { memoryUsed: 256 * 1024 * 1024, threshold: 128 * 1024 * 1024 },
		});
		expect(await workflowMonitor.getAlerts({ acknowledged: false })).toMatchObject([{ id: alertId }]);
		await workflowMonitor.acknowledgeAlert(alertId, 'team-lead');
		expect(await workflowMonitor.getAlerts({ acknowledged: false })).toEqual([]);
		expect(await workflowMonitor.getAlerts({ acknowledged: true })).toMatchObject([
			{ id: alertId, acknowledgedBy: 'team-lead', resolved: false },
		]);
	});

	it('Live execution status monitoring', async () => {
		await storeExecutions(database, [
			{ workflow_id: 'wf-001', execution_id: 'exec-123', last_node: 'Data Processing', current_step: 3 },
		]);
		await workflowMonitor.logError('wf-001', 'exec-123', { message: 'Oh' });
		const status = await workflowMonitor.getLiveStatus('wf-001');
		expect(status).toMatchObject({
			workflowId: 'wf-001',
			executionId: 'exec-123',
			currentState: 'running',
			currentStep: 'Data Processing',
			errorCount: 1,
		});
		expect(await workflowMonitor.getLiveStatus('wf-002')).toBeNull();
	});

	it('Dashboard summary generation', async () => {
		await storeExecutions(database, [
			ended('success', { took: 100 }),
			ended('success', { took: 300 }),
			ended('success', { took: 200 }),
			ended('error', { took: 200 }),
		]);
		await workflowMonitor.logError('wf', '4', { message: 'Oh', severity: 'critical' });
		await workflowMonitor.createAlert('wf', { type: 'error', title: 'Oh' });
		expect(await workflowMonitor.getDashboardSummary()).toMatchObject({
			total_executions: 4,
			successfulExecutions: 3,
			failed_executions: 1,
			successRate: 75,
			total_errors: 1,
			critical_errors: 1,
			total_alerts: 1,
			unresolved_alerts: 1,
			average_execution_time: 200,
			recent_activity: { errors: [{ error_message: 'Oh' }], alerts: [{ title: 'Oh' }] },
		});
	});

	it('Batch operations', async () => {
		const of = { workflowId: 'wf-001', executionId: 'exec-123' };
		const batch = {
			logs: [
				{ ...of, message: 'one' },
				{ ...of, message: 'two', level: 'warn' as const },
			],
			errors: [{ ...of, message: 'Broken', type: 'data' as const }],
			performance: [{ ...of, totalDuration: 10 }],
			alerts: [{ workflowId: 'wf-001', type: 'error' as const, title: 'Broken' }],
		};
		const wrong = { ...batch, alerts: [...batch.alerts, { ...batch.alerts[0], title: '' }] };
		const failure = await workflowMonitor.createBatch(wrong).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(MonitorInputError);
		expect(failure).toMatchObject({
			field: 'alerts[1].title',
			message: expect.stringMatching(/^"alerts\[1\]\.title" is missing/),
		});
		expect(await workflowMonitor.getLogs()).toEqual([]);
		const stored = await workflowMonitor.createBatch(batch);
		expect((await workflowMonitor.getLogs()).map(({ id }) => id).sort()).toEqual([...stored.logs].sort());
		expect(await workflowMonitor.getErrors()).toMatchObject([{ id: stored.errors[0] }]);
		expect(await workflowMonitor.getPerformance()).toMatchObject([{ id: stored.performance[0] }]);
		expect(await workflowMonitor.getAlerts()).toMatchObject([{ id: stored.alerts[0] }]);
	});

	it('Real-time monitoring simulation', async () => {
		const executions = Array.from({ length: 10 }, (_, index) => `exec-${index}`);
		await Promise.all(
			executions.map(async (executionId, index) => {
				for (let stepNumber = 1; stepNumber <= 5; stepNumber += 1) {
					await workflowMonitor.logExecution('wf-001', executionId, {
						message: `Step ${stepNumber}`,
						nodeName: `Node ${stepNumber}`,
						stepNumber,
					});
				}
				if (index % 5 === 0) await workflowMonitor.logError('wf-001', executionId, { message: 'Oh' });
			}),
		);
		for (const executionId of executions) {
			const logs = await workflowMonitor.getLogs({ executionId });
			expect(logs.map(({ stepNumber }) => stepNumber).sort()).toEqual([1, 2, 3, 4, 5]);
		}
		expect((await workflowMonitor.getErrors()).map(({ executionId }) => executionId).sort()).toEqual([
			'exec-0',
			'exec-5',
		]);
	});

	it('Performance stress testing', async () => {
		const ids = await workflowMonitor.logBatch(
			Array.from({ length: 5_000 }, (_, index) => ({
				workflowId: `wf-${index % 10}`,
				executionId: `exec-${index % 100}`,
				message: `row ${index}`,
				metadata: { index },
			})),
		);
		const stored = await database.sql<{ id: string; index: number }>(
			"select id, (metadata ->> 'index')::int as index from monitoring.workflow_execution_logs order by 2",
		);
		expect(stored.map(({ id }) => id)).toEqual(ids);
	});

	it('Data cleanup and retention', async () => {
		const now = Date.now();
		const logs = [1, 5, 40, 100].map((days) => ({
			id: newId(now - days * DAY),
			timestamp: now - days * DAY,
			workflow_id: 'wf',
			execution_id: '1',
			log_level: 'info' as const,
			message: `${days} days`,
			node_id: null,
			node_name: null,
			step_number: null,
			duration: null,
			items_in: null,
			items_out: null,
			metadata: {},
		}));
		const store = database.store();
		await ensureLogPartitions(store, logs.map(({ timestamp }) => timestamp));
		await insertLogs(store, 'this-n8n', logs);
		// A day that another instance shares stays for that one.
		await insertLogs(store, 'another', [{ ...logs[3], id: newId(0) }]);
		await storeExecutions(database, [
			ended('success', { started_at: now - 100 * DAY }),
			ended('success', { started_at: now - DAY }),
			{ started_at: now - 100 * DAY },
		]);
		const errors = [
			await workflowMonitor.logError('wf', '1', { message: 'solved' }),
			await workflowMonitor.logError('wf', '1', { message: 'another one, open' }),
		];
		await workflowMonitor.resolveError(errors[0]);
		const alerts = [
			await workflowMonitor.createAlert('wf', { type: 'error', title: 'solved' }),
			await workflowMonitor.createAlert('wf', { type: 'error', title: 'open' }),
		];
		await workflowMonitor.resolveAlert(alerts[0], 'ann');
		await workflowMonitor.recordPerformance('wf', '1', { totalDuration: 1 });
		for (const table of ['workflow_errors', 'monitoring_alerts', 'workflow_performance_metrics']) {
			await database.sql(`update monitoring.${table} set timestamp = now() - interval '100 days'`);
		}
		expect(await workflowMonitor.cleanup({ retentionDays: 90 })).toMatchObject({
			workflow_execution_logs: 1,
			workflow_errors: 1,
			workflow_performance_metrics: 1,
			monitoring_alerts: 1,
			workflow_executions: 1,
			node_shapes: 0,
			log_days_dropped: 0,
		});
		expect((await workflowMonitor.getErrors()).map(({ id }) => id)).toEqual([errors[1]]);
		expect((await workflowMonitor.getAlerts()).map(({ id }) => id)).toEqual([alerts[1]]);
		const kept = await database.sql<{ alert_id: string }>('select distinct alert_id from monitoring.alert_history');
		expect(kept.map(({ alert_id }) => alert_id)).not.toContain(alerts[0]);
		expect((await workflowMonitor.getExecutions()).map(({ status }) => status)).toEqual(['success', 'running']);
		expect(await workflowMonitor.cleanup({ retentionDays: 30 })).toMatchObject({
			workflow_execution_logs: 1,
			node_shapes: 0,
			log_days_dropped: 1,
		});
		expect((await workflowMonitor.getLogs()).map(({ message }) => message)).toEqual(['1 days', '5 days']);
		expect(await database.sql("select from monitoring.workflow_execution_logs where instance_id = 'another'")).toHaveLength(1);
		await expect(workflowMonitor.cleanup({ retentionDays: 0 })).rejects.toThrow(MonitorInputError);
	});

	it('Multi-level logging with filters by level and time', async () => {
		const levels = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
		for (const level of levels) await workflowMonitor.logExecution('wf-001', 'exec-1', { level, message: level });
		const some = await workflowMonitor.getLogs({ logLevels: ['info', 'warn'], limit: 50 });
		expect(some.map(({ logLevel }) => logLevel).sort()).toEqual(['info', 'warn']);
		const soon = new Date(Date.now() + 60_000);
		expect(await workflowMonitor.getLogs({ startTime: soon })).toEqual([]);
		expect(await workflowMonitor.getLogs({ endTime: soon })).toHaveLength(5);
		expect(await workflowMonitor.getLogs({ limit: 2, offset: 4 })).toHaveLength(1);
	});

	it('Metadata and full-text search', async () => {
		for (const [message, order] of [
			['Order was refused by the shop', 17],
			['Order was sent', 18],
		] as const) {
			await workflowMonitor.logExecution('wf-001', 'exec-1', { message, metadata: { order: { id: order } } });
		}
		const found = async (query: object) =>
			(await workflowMonitor.getLogs(query)).map(({ message }) => message);
		expect(await found({ metadataPath: 'order.id', metadataValue: 17 })).toEqual(['Order was refused by the shop']);
		expect(await found({ metadataPath: 'order.id', metadataValue: 19 })).toEqual([]);
		expect(await found({ words: '"was sent"' })).toEqual(['Order was sent']);
		expect(await found({ words: 'shop order' })).toEqual(['Order was refused by the shop']);
	});

	it('Error categorisation and severity filters', async () => {
		await workflowMonitor.logError('wf-001', 'exec-1', { message: 'connect ECONNREFUSED 127.0.0.1:80' });
		await workflowMonitor.logError('wf-001', 'exec-1', { type: 'validation', severity: 'low', message: 'No name' });
		await workflowMonitor.logError('wf-001', 'exec-1', { type: 'system', severity: 'critical', message: 'Full' });
		const types = async (query: object) =>
			(await workflowMonitor.getErrors(query)).map(({ errorType }) => errorType).sort();
		expect(await types({})).toEqual(['network', 'system', 'validation']);
		expect(await types({ severity: ['low', 'critical'] })).toEqual(['system', 'validation']);
		expect(await types({ severity: 'critical', resolved: false })).toEqual(['system']);
	});

	it('Bottleneck nodes of a performance record', async () => {
		await workflowMonitor.recordPerformance('wf-001', 'exec-1', { bottleneckNodes: ['API Node', 'Database Node'] });
		await workflowMonitor.recordPerformance('wf-001', 'exec-1', { totalDuration: 45_000 });
		expect(await workflowMonitor.getPerformance({ executionId: 'exec-1' })).toMatchObject([
			{ bottleneckNodes: ['API Node', 'Database Node'], total_duration: 45_000 },
		]);
	});

	it('Alert resolution with who and when', async () => {
		const alertId = await workflowMonitor.createAlert('wf-001', { type: 'timeout', title: 'Too slow' });
		await workflowMonitor.acknowledgeAlert(alertId, 'team-lead');
		const resolved = await workflowMonitor.resolveAlert(alertId, { resolvedBy: 'ann', notes: 'Faster now' });
		expect(resolved).toMatchObject({ resolved: true, resolved_by: 'ann', acknowledged_by: 'team-lead' });
		expect(Date.parse(resolved.resolved_at ?? '')).not.toBeNaN();
		expect((await workflowMonitor.getAlertHistory(alertId)).slice(-2)).toMatchObject([
			{ action: 'acknowledged', by_whom: 'team-lead' },
			{ action: 'resolved', by_whom: 'ann', note: 'Faster now' },
		]);
	});

	it('Debug mode: setLogLevel and getDebugLogs', async () => {
		const settings = async () =>
			await database.sql('select workflow_id, log_level, importance from monitoring.workflow_settings order by 1');
		await workflowMonitor.setLogLevel('debug');
		await workflowMonitor.setLogLevel('warn', 'wf-001', { by: 'ann' });
		await workflowMonitor.setImportance('high', 'wf-001');
		expect(await settings()).toEqual([
			{ workflow_id: '*', log_level: 'debug', importance: null },
			{ workflow_id: 'wf-001', log_level: 'warn', importance: 'high' },
		]);
		expect(await workflowMonitor.clearLogLevel('wf-001')).toMatchObject({ logLevel: null, importance: 'high' });
		await expect(workflowMonitor.setLogLevel('loud' as 'debug')).rejects.toThrow(/debug, info, warn/);

		await workflowMonitor.logExecution('wf-001', 'older', { message: 'older' });
		await storeExecutions(database, [
			ended('success', { workflow_id: 'wf-001', execution_id: 'older', started_at: Date.now() - 60_000 }),
			ended('success', { workflow_id: 'wf-001', execution_id: 'newer' }),
		]);
		await workflowMonitor.logBatch(
			Array.from({ length: 1_500 }, (_, index) => ({
				workflowId: 'wf-001',
				executionId: 'newer',
				level: 'debug' as const,
				message: `step ${index}`,
				stepNumber: index,
			})),
		);
		const debugLogs = await workflowMonitor.getDebugLogs('wf-001');
		expect(debugLogs.map(({ stepNumber }) => stepNumber)).toEqual(Array.from({ length: 1_500 }, (_, index) => index));
		const older = await workflowMonitor.getDebugLogs('wf-001', { executionId: 'older' });
		expect(older.map(({ message }) => message)).toEqual(['older']);
		expect(await workflowMonitor.getDebugLogs('wf-unknown')).toEqual([]);
	});
});
