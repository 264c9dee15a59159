import { setTimeout as sleep } from 'node:timers/promises';
import { credentialFields, forgetCopies, loadCopy, shared, until } from '../support/agent-copies';
import { createDatabase, type TestDatabase } from '../support/database';
import { FakeHost } from '../support/fake-host';

describe('the agent in a process of n8n', () => {
	let host: FakeHost;
	let database: TestDatabase;

	beforeEach(async () => {
		host = new FakeHost();
		database = await createDatabase();
		host.credentials.set('c1', { version: 1, data: credentialFields(database) });
	});

	afterEach(async () => {
		forgetCopies();
		await database.drop();
	});

	const executions = async () =>
		await database
			.sql<{ execution_id: string; status: string; node_runs: number }>(
				'select execution_id, status, node_runs from monitoring.workflow_executions order by execution_id',
			)
			.catch(() => []);
	const ids = async () => (await executions()).map(({ execution_id }) => execution_id);
	const publish = (given: object = {}) =>
		host.publish({ workflowId: 'm', workflowName: 'Monitor', credentialId: 'c1', ...given });

	it('records what ran before it knew where to, and what runs after', async () => {
		publish();
		const door = loadCopy(host);
		await host.execute('1');
		await until(async () => (await ids()).includes('1'));
		await host.execute('2', { fails: true });
		await until(async () => (await executions()).some(({ status }) => status === 'error'));
		expect(await executions()).toEqual([
			{ execution_id: '1', status: 'success', node_runs: 1 },
			{ execution_id: '2', status: 'error', node_runs: 1 },
		]);
		const [error] = await database.sql('select error_message, handled, severity from monitoring.workflow_errors');
		expect(error).toMatchObject({ handled: false });
		expect(JSON.stringify(error)).not.toContain('hunter2secret');
		expect(door.monitoringState()).toMatchObject({ state: 'recording', monitor: { workflow_id: 'm' } });
		expect(await database.sql('select node_count, failed_nodes from monitoring.workflow_performance_metrics order by execution_id')).toEqual([
			{ node_count: 1, failed_nodes: 0 },
			{ node_count: 1, failed_nodes: 1 },
		]);
	});

	it('keeps nothing where no monitor is published', async () => {
		const door = loadCopy(host);
		await host.execute('1');
		await until(() => door.monitoringState().state === 'not_published');
		expect(shared()?.socket.observer).toBeNull();
		publish();
		shared()?.driver?.hasten();
		await until(() => door.monitoringState().state === 'recording');
		await host.execute('2');
		await until(async () => (await ids()).length > 0);
		expect(await ids()).toEqual(['2']);
	});

	it('stops when the monitor is taken back, goes on when it is published again, and writes what was captured', async () => {
		publish();
		const door = loadCopy(host);
		await until(() => door.monitoringState().state === 'recording');
		await host.execute('1');
		host.monitors = [];
		shared()?.driver?.hasten();
		await until(() => door.monitoringState().state === 'paused');
		await host.execute('2');
		publish();
		shared()?.driver?.hasten();
		await until(() => door.monitoringState().state === 'recording');
		await host.execute('3');
		await until(async () => (await ids()).includes('3'));
		expect(await ids()).toEqual(['1', '3']);
	});

	it('takes the oldest monitor, names the others, and knows its type under any prefix', async () => {
		publish({ workflowId: 'young', workflowName: 'Young', createdAt: '2026-05-01T00:00:00Z' });
		publish({ workflowId: 'old', workflowName: 'Old', createdAt: '2026-02-01T00:00:00Z', type: '@me/n8n-nodes-monitor.monitorTrigger' });
		publish({ workflowId: 'off', workflowName: 'Off', createdAt: '2026-01-01T00:00:00Z', disabled: true });
		const door = loadCopy(host);
		await until(() => door.monitoringState().state === 'recording');
		expect(door.monitoringState()).toMatchObject({
			monitor: { workflow_id: 'old' },
			other_monitors: [{ workflow_id: 'young', workflow_name: 'Young' }],
			reason: expect.stringContaining('"Young"'),
		});
	});

	it('watches the workflows and runs that the parameters say, held ones included', async () => {
		publish({ parameters: { workflows: 'except', workflowIds: ['secret'], manualRuns: false } });
		loadCopy(host);
		await host.execute('1');
		await host.execute('2', { mode: 'manual' });
		await host.execute('3', { workflow: { id: 'secret', name: 'Secret' } });
		await until(async () => (await ids()).length > 0);
		await host.execute('4', { mode: 'manual' });
		await host.execute('5', { workflow: { id: 'secret', name: 'Secret' } });
		await host.execute('6');
		await until(async () => (await ids()).includes('6'));
		expect(await ids()).toEqual(['1', '6']);
	});

	it('says a wrong password once, goes on trying, and records from memory when it is mended', async () => {
		const right = host.credentials.get('c1')?.data ?? {};
		host.credentials.set('c1', { version: 2, data: { ...right, password: 'wrong' } });
		publish();
		const door = loadCopy(host);
		await host.execute('1');
		await until(() => door.monitoringState().state === 'database_unreachable');
		expect(door.monitoringState().reason).toMatch(/refused the login .*\(credential "Monitor"\)/);
		await sleep(1_500);
		expect(host.lines.filter((line) => line.startsWith('warn'))).toHaveLength(1);
		expect(host.lines.join()).not.toContain('wrong,');
		host.credentials.set('c1', { version: 3, data: right });
		shared()?.driver?.hasten();
		await until(async () => (await ids()).includes('1'));
		expect(door.monitoringState().state).toBe('recording');
	});

	it('lets the copy loaded last drive, with the stories of the one before: nothing missing, nothing twice', async () => {
		publish();
		loadCopy(host);
		await until(() => shared()?.driver?.state().state === 'recording');
		const first = shared()?.driver;
		await host.execute('1');
		await host.execute('2', { until: 'node' });
		const wrapped = host.hooks.prototype.runHook;
		loadCopy(host);
		expect(shared()?.driver).not.toBe(first);
		expect(host.hooks.prototype.runHook).toBe(wrapped);
		await host.finishLater('2');
		await host.execute('3');
		await until(async () => (await executions()).filter(({ status }) => status === 'success').length === 3);
		expect(await executions()).toEqual([
			{ execution_id: '1', status: 'success', node_runs: 1 },
			{ execution_id: '2', status: 'success', node_runs: 1 },
			{ execution_id: '3', status: 'success', node_runs: 1 },
		]);
		await sleep(400);
		const logs = await database.sql(
			'select execution_id, count(*)::int as rows from monitoring.workflow_execution_logs where duration is not null group by 1 order by 1',
		);
		expect(logs).toEqual(['1', '2', '3'].map((execution_id) => ({ execution_id, rows: 1 })));
	});

	it('starts the workflows of triggers on failures, and never for their own workflow', async () => {
		publish();
		const door = loadCopy(host);
		const events: Array<Record<string, unknown>> = [];
		const unsubscribe = door.subscribe({
			workflowId: 'm', nodeId: 'm-trigger', settings: door.monitorSettings({}), emit: async (payload) => { events.push(payload as never); return { status: 'success' }; },
		});
		await until(() => door.monitoringState().state === 'recording');
		await host.execute('1');
		await host.execute('2', { fails: true });
		const own = { id: 'm', name: 'Monitor', nodes: [{ id: 't', name: 'Step', type: 'n8n-nodes-monitor.monitorTrigger', typeVersion: 1, position: [0, 0], parameters: {} }] };
		await host.execute('3', { fails: true, workflow: own });
		await until(() => events.length > 0);
		await sleep(100);
		expect(events).toHaveLength(1);
		expect(events[0]).toMatchObject({
			event: 'execution_failed', sample: false, instance_id: 'fake-instance', status: 'error',
			workflow: { id: 'shop', name: 'Shop' }, execution: { id: '2', lastNodeExecuted: 'Step', mode: 'webhook' },
		});
		expect(JSON.stringify(events)).not.toContain('hunter2secret');
		unsubscribe();
		await host.execute('4', { fails: true });
		await sleep(100);
		expect(events).toHaveLength(1);
	});

	it('goes quiet when it has been uninstalled for a minute, and only then', async () => {
		publish();
		const door = loadCopy(host);
		await until(() => door.monitoringState().state === 'recording');
		const clock = jest.spyOn(Date, 'now');
		const at = (ms: number) => clock.mockImplementation(() => performance.timeOrigin + performance.now() + ms);
		try {
			at(0);
			host.installed = false;
			shared()?.driver?.hasten();
			await host.execute('1');
			await sleep(200);
			host.installed = true;
			at(50_000);
			shared()?.driver?.hasten();
			await sleep(200);
			expect(door.monitoringState().state).toBe('recording');
			host.installed = false;
			shared()?.driver?.hasten();
			await sleep(200);
			at(120_000);
			shared()?.driver?.hasten();
			await until(() => door.monitoringState().state === 'uninstalled');
			await host.execute('2');
			await sleep(500);
		} finally {
			clock.mockRestore();
		}
		expect(await ids()).toEqual(['1']);
		expect(shared()?.socket.observer).toBeNull();
		expect(host.lines.filter((line) => line.includes('no longer installed'))).toHaveLength(1);
	});

	it('says so when n8n has not started a trigger that should start a workflow', async () => {
		publish({ workflowName: 'Alarm' });
		publish({ workflowId: 'quiet', workflowName: 'Quiet', credentialId: 'c1', parameters: { events: [] }, createdAt: '2026-06-01T00:00:00Z' });
		const door = loadCopy(host);
		await until(() => door.monitoringState().state === 'recording');
		expect(door.monitoringState().reason).not.toContain('has not started');
		const clock = jest.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + 40_000);
		try {
			expect(door.monitoringState()).toMatchObject({
				reason: expect.stringMatching(/has not started the Monitor Trigger of "Alarm":/),
				next_step: expect.stringContaining('publish it again'),
			});
			door.subscribe({ workflowId: 'm', nodeId: 'm-trigger', settings: door.monitorSettings({}), emit: async () => {} });
			expect(door.monitoringState().reason).not.toContain('has not started');
		} finally {
			clock.mockRestore();
		}
	});

	it('tells a crash once, although n8n reports it at every start', async () => {
		publish();
		let door = loadCopy(host);
		const events: object[] = [];
		const listen = () => door.subscribe({ workflowId: 'm', nodeId: 'm-trigger', settings: door.monitorSettings({}), emit: async (payload) => { events.push(payload); return { status: 'success' }; } });
		listen();
		await host.recoverCrashed('7');
		await until(() => events.length === 1);
		await until(async () => (await ids()).includes('7'));
		forgetCopies();
		host = Object.assign(new FakeHost(), { monitors: host.monitors, credentials: host.credentials });
		door = loadCopy(host);
		listen();
		await host.recoverCrashed('7');
		await until(() => door.monitoringState().state === 'recording');
		await host.recoverCrashed('8');
		await until(() => events.length === 2);
		await sleep(300);
		expect(events).toMatchObject([{ execution: { id: '7' }, status: 'crashed' }, { execution: { id: '8' } }]);
		const [{ rows }] = await database.sql<{ rows: number }>("select count(*)::int as rows from monitoring.workflow_errors where severity = 'critical'");
		expect(rows).toBe(2);
	});

	it('tells of an execution whose process was lost, once, also where n8n reports its crash later', async () => {
		const dead = '00000000-0000-4000-8000-000000000002';
		process.env.MONITOR_LEASE_SECONDS = '1';
		try {
			publish();
			const door = loadCopy(host);
			const events: Array<Record<string, unknown>> = [];
			door.subscribe({ workflowId: 'm', nodeId: 'm-trigger', settings: door.monitorSettings({}), emit: async (payload) => { events.push(payload as never); return { status: 'success' }; } });
			await until(async () => (await database.sql('select 1 from monitoring.processes').catch(() => [])).length === 1);
			const lose = async (id: string, workflow: string) => {
				await database.sql(
					`insert into monitoring.workflow_executions (instance_id, execution_id, workflow_id, status, mode, process_id, started_at, last_node, segment, state_key, started_source, segment_times)
					values ('fake-instance', $1, $2, 'running', 'webhook', '${dead}', now() - interval '1 hour', 'Step', 0, 296, 40, '{}')`,
					[id, workflow],
				);
			};
			await lose('7', 'shop');
			await lose('8', 'm');
			host.executions = [{ id: '7', workflowId: 'shop', mode: 'webhook', status: 'running' }, { id: '8', workflowId: 'm', mode: 'webhook', status: 'running' }];
			await database.sql(`insert into monitoring.processes (instance_id, process_id, process_type, lease_until) values ('fake-instance', '${dead}', 'worker', now())`);
			await until(async () => (await executions()).every(({ status }) => status === 'crashed'));
			await host.recoverCrashed('7');
			await until(async () => (await database.sql("select 1 from monitoring.workflow_executions where execution_id = '7' and state_key > 1000000")).length === 1);
			await until(() => events.length > 0);
			expect(events).toMatchObject([{ event: 'execution_failed', status: 'crashed', end_reason: 'process_lost', execution: { id: '7', lastNodeExecuted: 'Step' } }]);
			expect(await database.sql("select execution_id from monitoring.workflow_errors where execution_id = '7'")).toHaveLength(1);
			expect(await database.sql("select last_node from monitoring.workflow_executions where execution_id = '7'")).toEqual([{ last_node: 'Step' }]);
		} finally {
			delete process.env.MONITOR_LEASE_SECONDS;
		}
	});

	it('writes what is left before n8n closes its database', async () => {
		publish();
		const door = loadCopy(host);
		await until(() => door.monitoringState().state === 'recording');
		await host.execute('1');
		await host.close();
		expect(host.closed).toBe(1);
		expect(await executions()).toMatchObject([{ execution_id: '1', status: 'success' }]);
	});

	it('makes the schema anew when somebody drops it', async () => {
		publish();
		const door = loadCopy(host);
		await until(() => door.monitoringState().state === 'recording');
		await host.execute('1');
		await until(async () => (await ids()).length === 1);
		await database.sql('drop schema monitoring cascade');
		await host.execute('2');
		await until(async () => (await ids()).includes('2'));
	});

	it('stops with a message at a schema that is newer', async () => {
		publish();
		let door = loadCopy(host);
		await until(() => door.monitoringState().state === 'recording');
		forgetCopies();
		await database.sql("insert into monitoring.migrations (version, name, checksum, min_writer, min_reader) values (99, 'later', 'x', 99, 99)");
		host = Object.assign(new FakeHost(), { monitors: host.monitors, credentials: host.credentials });
		door = loadCopy(host);
		await until(() => door.monitoringState().state === 'schema_unusable');
		expect(host.lines.join()).toContain('Update the package');
	});
});
