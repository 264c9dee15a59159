import { readFileSync } from 'node:fs';
import path from 'node:path';
import { WorkflowMonitor } from '../../index';
import { newId } from '../../monitoring/recorder/row-id';
import { ensurePartitionsAhead } from '../../monitoring/store/write/ensure-log-partitions';
import { performanceFromExecutions } from '../../monitoring/store/write/upsert-performance';
import { upsertWorkflows } from '../../monitoring/store/write/upsert-workflows';
import type { TestDatabase } from '../support/database';
import { ended, monitoredDatabase, storeExecutions } from '../workflow-monitor/monitored';
import { schemaText } from './schema-text';

/**
 * The oldest server that we promise. No package of ours brings it, so the suite runs where a URL names one.
 * More than this: the whole `npm test -- postgres` with MONITOR_TEST_DATABASE_URL on such a server.
 */
const SERVER = process.env.MONITOR_TEST_POSTGRES_13;
const suite = SERVER ? describe : describe.skip;

suite(`on PostgreSQL 13${SERVER ? '' : ' (skipped: MONITOR_TEST_POSTGRES_13 names no server)'}`, () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeAll(async () => {
		process.env.MONITOR_TEST_DATABASE_URL = SERVER;
		database = await monitoredDatabase();
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	afterAll(async () => {
		await monitor.close();
		await database.drop();
	});

	it('the server is one', async () => {
		expect(await database.sql("select current_setting('server_version_num')::int / 10000 as major")).toEqual([{ major: 13 }]);
	});

	it('the migrations make the same schema', async () => {
		const file = path.join(__dirname, '..', '..', 'docs', 'schema.sql');
		const text = await schemaText(database.store(), 'monitoring');
		expect(text).not.toBe('');
		expect(readFileSync(file, 'utf8').endsWith(`\n\n${text}`)).toBe(true);
	});

	it('the recorder writes', async () => {
		const store = database.store();
		await ensurePartitionsAhead(store, Date.now());
		await upsertWorkflows(store, 'this-n8n', [{ workflow_id: 'wf', name: 'Workflow', active: true }]);
		await storeExecutions(database, [ended('success', { took: 900 }), ended('error'), { status: 'running' }]);
		await storeExecutions(database, [ended('success', { took: 900 })]);
		await performanceFromExecutions(store, 'this-n8n', [{ execution_id: '1', id: newId(Date.now()), usage: {}, whole: true }]);
		expect(await database.sql('select execution_id, status from monitoring.workflow_executions order by 1')).toEqual([
			{ execution_id: '1', status: 'success' },
			{ execution_id: '2', status: 'error' },
			{ execution_id: '3', status: 'running' },
		]);
	});

	it('people and nodes write, change and read', async () => {
		await monitor.logExecution('wf', '1', { message: 'a log', metadata: { a: 1 } });
		const error = await monitor.logError('wf', '1', { message: 'connect ECONNREFUSED 127.0.0.1:80' });
		expect(await monitor.resolveError(error, { notes: 'done' })).toMatchObject({ resolved: true });
		await monitor.recordPerformance('wf', '1', { memoryPeak: 5_000_000_000, bottleneckNodes: ['A'] });
		const alert = await monitor.createAlert('wf', { type: 'error', title: 'an alert' });
		expect(await monitor.acknowledgeAlert(alert, 'me')).toMatchObject({ acknowledged: true });
		expect(await monitor.resolveAlert(alert, 'me')).toMatchObject({ resolved: true });
		expect(await monitor.getLogs({ workflowId: 'wf', search: 'LOG' })).toHaveLength(1);
		expect(await monitor.getErrors({ resolved: true })).toHaveLength(1);
		expect(await monitor.getPerformance()).toMatchObject([{ total_duration: 900, memory_peak: 5_000_000_000 }]);
		expect(await monitor.getAlerts()).toHaveLength(1);
		expect(await monitor.getLiveStatus('wf')).toMatchObject({ execution_id: '3' });
		expect(await monitor.getDashboardSummary()).toMatchObject({ totalExecutions: 2, failedExecutions: 1 });
	});
});
