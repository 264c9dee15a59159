import { WorkflowMonitor } from '../../index';
import { MIGRATIONS } from '../../monitoring/store/migrations';
import { closeConnections } from '../../monitoring/workflow-monitor';
import { MonitorQuery } from '../../nodes/MonitorQuery/MonitorQuery.node';
import { executeContext } from '../nodes/Monitor/execute-context';
import { createDatabase, type TestDatabase } from '../support/database';
import { ended, monitoredDatabase, storeExecutions } from './monitored';

const COUNTERS = {
	captured: 100, stored: 80, duplicate: 2, merged: 5, queued: 3, held: 0,
	skipped: { not_watched: 4 }, refused: { '22P02': 1 }, dropped: { queue_full: 5 },
	queue_rows: 3, queue_bytes: 900, lag: 1_200, down_since: null, last_loss_at: null,
	last_error: { code: 'ECONNREFUSED', message: 'connection refused', at: '2026-01-02T00:00:00.000Z' },
	refused_rows: [{ table: 'workflow_errors', code: '22P02', message: 'invalid input', at: '2026-01-02T00:00:00.000Z' }],
};

describe('the health of the monitoring', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeEach(async () => {
		database = await monitoredDatabase();
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	afterEach(async () => {
		await monitor.close();
		await closeConnections(0);
		await database.drop();
	});

	async function process(type: string, counters: object, lease: string, rest = {}): Promise<void> {
		await database.sql(
			`insert into monitoring.processes (instance_id, process_id, process_type, lease_until, counters, metadata, end_reason)
			values ('this-n8n', gen_random_uuid(), $1, now() + $3::interval, $2, $4, $5)`,
			[type, JSON.stringify(counters), lease, JSON.stringify(rest), Object.keys(rest).length > 0 ? 'process_lost' : null],
		);
	}

	it('is well where nothing has happened, with the schema that it has', async () => {
		expect(await monitor.getHealth()).toMatchObject({
			instance_id: 'this-n8n',
			system_health: 'healthy',
			systemHealth: 'healthy',
			health_reasons: [],
			accounting: { captured: 0, stored: 0, skipped: {}, refused: {}, dropped: {}, unaccounted: 0 },
			queue: { rows: 0, bytes: 0 },
			lag: null,
			lost_unclean: 0,
			refused_rows: [],
			last_error: null,
			schema: { version: MIGRATIONS.length, bytes: expect.any(Number) as number, postgres: expect.stringMatching(/^\d+/) as string },
			processes: [],
			instances: [{ instance_id: 'this-n8n', package_version: '0.1.0' }],
		});
	});

	it('adds up where the records of all processes went, and shows each', async () => {
		await process('main', COUNTERS, '1 minute');
		await process('worker', { ...COUNTERS, dropped: { queue_full: 2, shutdown: 3 }, lag: 5_000, last_error: null, refused_rows: [] }, '30 seconds');
		await process('webhook', { captured: 7, stored: 4, queued: 3, queue_rows: 3, lag: 90_000 }, '-2 days', { lost_unclean: 3 });
		const health = await monitor.getHealth();
		expect(health).toMatchObject({
			accounting: {
				captured: 207, stored: 164, duplicate: 4, merged: 10, queued: 9, held: 0, skipped: { not_watched: 8 },
				refused: { '22P02': 2 }, dropped: { queue_full: 7, shutdown: 3 }, unaccounted: 0,
			},
			queue: { rows: 6, bytes: 1_800 },
			lag: 5_000,
			lost_unclean: 3,
			refused_rows: COUNTERS.refused_rows,
			last_error: COUNTERS.last_error,
		});
		expect(health.processes.map(({ process_type, alive, lag, accounting }) => [process_type, alive, lag, accounting.unaccounted]).sort()).toEqual([
			['main', true, 1_200, 0],
			['webhook', false, 90_000, 0],
			['worker', true, 5_000, 0],
		]);
	});

	it('names monitors, overdue waits, stuck parents, silent workflows, gaps and instances', async () => {
		const hour = Date.now() - 3_600_000;
		await storeExecutions(database, [
			{ status: 'waiting', wait_till: hour, started_at: hour - 1_000 },
			{ status: 'waiting', started_at: hour - 1_000, last_seen_at: hour - 1_000 },
			ended('success', { started_at: hour - 500, parent_execution_id: '2', mode: 'integrated' }),
		]);
		await database.sql(
			`insert into monitoring.monitors (instance_id, workflow_id, node_id, workflow_name, state, reason, next_step)
			values ('this-n8n', 'm', 't', 'Watch', 'refused', 'Not allowed', 'Ask'), ('another-n8n', 'x', 't', 'Theirs', 'recording', null, null)`,
		);
		await database.sql(
			"insert into monitoring.workflows (instance_id, workflow_id, name, active, silent_since) values ('this-n8n', 'wf', 'Orders', true, now())",
		);
		await database.sql("insert into monitoring.recording_gaps values ('this-n8n', now() - interval '1 day', now(), 'shutdown')");
		await database.sql("insert into monitoring.instances (instance_id, name) values ('another-n8n', 'Staging')");
		expect(await monitor.getHealth()).toMatchObject({
			system_health: 'degraded',
			health_reasons: ['1 published monitor not recording: Not allowed', '1 busy workflow silent for longer than usual: "Orders"'],
			monitors: [{ workflow_id: 'm', workflow_name: 'Watch', state: 'refused', reason: 'Not allowed', next_step: 'Ask' }],
			overdue_waits: [{ execution_id: '1' }],
			stuck_parents: [{ execution_id: '2', children: 1 }],
			silent_workflows: [{ workflow_id: 'wf' }],
			gaps: [{ reason: 'shutdown' }],
			instances: [{ instance_id: 'another-n8n', name: 'Staging' }, { instance_id: 'this-n8n' }],
		});
		expect(await monitor.getHealth({ instanceId: 'another-n8n' })).toMatchObject({
			name: 'Staging',
			system_health: 'healthy',
			health_reasons: [],
			monitors: [{ workflow_name: 'Theirs' }],
			overdue_waits: [],
		});
		await expect(monitor.getHealth({ instanceId: 'nobody' })).rejects.toThrow(
			'"instanceId": "nobody" does not exist. Allowed: one that records into this database: another-n8n, this-n8n',
		);
	});

	it('counts what nodes and scripts write apart', async () => {
		await monitor.logExecution('wf', '1', { message: 'written' });
		expect((await monitor.getHealth()).writtenByNodes).toMatchObject({ captured: 1, stored: 1, unaccounted: 0 });
	});

	it('is one item of Monitor Query, also where nothing has been recorded yet', async () => {
		const empty = await createDatabase();
		const get = async (url: string) => {
			const credentials = { connectionType: 'url', connectionString: url };
			const [[item]] = await new MonitorQuery().execute.call(
				executeContext({ credentials, parameters: [{ resource: 'health', operation: 'get' }] }),
			);
			return item.json;
		};
		try {
			expect(await get(database.url)).toMatchObject({ system_health: 'healthy', monitoring: { state: 'outside_n8n' } });
			expect(await get(empty.url)).toMatchObject({
				system_health: 'degraded',
				accounting: { captured: 0, unaccounted: 0 },
				monitoring: { state: 'schema_missing', next_step: expect.any(String) as string },
			});
		} finally {
			await closeConnections(0);
			await empty.drop();
		}
	});
});
