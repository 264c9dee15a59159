import { loadRig, reader, tarball, until, type N8nClient, type Read, type Rig, type Stage } from '../support/stage';

jest.setTimeout(300_000);

interface Item {
	json: Record<string, unknown>;
	pairedItem?: unknown;
}

describe('the nodes in a real n8n', () => {
	let rig: Rig;
	let stage: Stage;
	let client: N8nClient;
	let read: Read;
	let credential: { id: string; name: string };
	/** The published monitor's own. */
	let monitorCredential: { id: string; name: string };
	let number = 0;

	beforeAll(async () => {
		rig = await loadRig();
		stage = await rig.setStage({ tarball: tarball() });
		({ client } = stage);
		read = reader(stage.monitorUrl);
		({ credential } = await client.createCredential('Monitoring database', 'monitorPostgresApi', {
			...stage.monitorDatabase, ssl: 'disable', schema: 'monitoring',
		}).then(({ id, name }) => ({ credential: { id, name } })));
	});

	afterAll(async () => {
		await stage?.strike();
	});

	/** Runs one of our nodes behind a node that yields the given items, by hand, and returns its run. */
	async function runNode(type: 'monitor' | 'monitorQuery', parameters: object, items: object[] = [{ one: 1 }], more: object = {}) {
		const { json } = rig;
		number += 1;
		const workflow = await client.createWorkflow(json.workflow(
			`Nodes ${number}`,
			[
				json.node('Start', 'manualTrigger', 1),
				json.node('List', 'set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify({ list: items }), options: {} }),
				json.node('Items', 'splitOut', 1, { fieldToSplitOut: 'list', options: {} }),
				json.node('Ours', `n8n-nodes-monitor.${type}`, 1, { ...parameters }, { credentials: { monitorPostgresApi: credential }, ...more }),
			],
			json.inLine('Start', 'List', 'Items', 'Ours'),
		));
		const id = await client.runManually(workflow.id, { triggerName: 'Start' });
		const execution = await client.untilEnded(id);
		const run = execution.data.resultData.runData.Ours?.[0] as { error?: { message: string; description?: string; context?: { itemIndex?: number } }; data?: { main: Item[][] } };
		return { id, workflowId: workflow.id, status: execution.status as string, error: run?.error, items: run?.data?.main[0] ?? [] };
	}

	it('answer that nothing is recorded yet, rather than fail, while the schema is missing', async () => {
		const dashboard = await runNode('monitorQuery', { resource: 'dashboard', operation: 'get' });
		expect(dashboard.error).toBeUndefined();
		expect(dashboard.items[0].json).toMatchObject({
			total_executions: 0, success_rate: null,
			monitoring: { state: expect.any(String), reason: expect.any(String), next_step: expect.any(String) },
		});
		const logs = await runNode('monitorQuery', { resource: 'log', operation: 'getAll' });
		expect(logs.items.map(({ json }) => Object.keys(json))).toEqual([['monitoring']]);
		expect(await read("select 1 from pg_namespace where nspname = 'monitoring'")).toEqual([]);
		const log = await runNode('monitor', { resource: 'log', operation: 'create', message: 'x' });
		expect(log.error?.message).toMatch(/schema|instance/i);
	});

	it('load workflows for the list of the trigger, and its sample says that it is one', async () => {
		const { monitor, credential: own } = await rig.publishMonitor(client, stage.monitorDatabase);
		monitorCredential = own;
		await until(async () => (await read('select 1 from monitoring.instances')).length > 0, 30_000, 'the schema');
		const options = (await client.request('POST', '/rest/dynamic-node-parameters/options', {
			path: 'parameters.workflowIds',
			nodeTypeAndVersion: { name: 'n8n-nodes-monitor.monitorTrigger', version: 1 },
			currentNodeParameters: {},
			methodName: 'loadWorkflows',
		})) as Array<{ name: string; value: string }>;
		expect(options).toEqual(expect.arrayContaining([{ name: 'Monitor', value: monitor.id }]));
		const id = await client.runManually(monitor.id, { triggerName: 'Monitor Trigger' }).catch((error: Error) => error.message);
		expect(typeof id).toBe('string');
	});

	it('write a log and read it in the same workflow, with secrets masked', async () => {
		const created = await runNode('monitor', {
			resource: 'log', operation: 'create', level: 'warn', message: '={{ "order " + $json.order + " is late, password=hunter2secret" }}',
			additionalFields: { nodeName: 'Shop', duration: 12, metadata: '{"api_key": "abcdef0123456789abcdef", "records": 3}' },
		}, [{ order: 1 }, { order: 2 }]);
		expect(created.error).toBeUndefined();
		expect(created.items).toHaveLength(2);
		expect(created.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		expect(created.items[0].json).toMatchObject({ queued: false, workflow_id: created.workflowId, execution_id: created.id });
		const found = await runNode('monitorQuery', {
			resource: 'log', operation: 'getAll', workflowId: { __rl: true, mode: 'id', value: created.workflowId },
			returnAll: false, limit: 10, simplify: false, filters: { logLevels: ['warn'], executionId: created.id },
		});
		expect(found.items).toHaveLength(2);
		expect(JSON.stringify(found.items)).not.toContain('hunter2secret');
		expect(JSON.stringify(found.items)).not.toContain('abcdef0123456789abcdef');
		expect(found.items[0].json).toMatchObject({ log_level: 'warn', node_name: 'Shop', duration: 12, metadata: { records: 3 } });
	});

	it('create, acknowledge and resolve an alert and an error', async () => {
		const alert = await runNode('monitor', { resource: 'alert', operation: 'create', type: 'performance', severity: 'warning', title: 'High execution time' });
		expect(alert.error).toBeUndefined();
		const alertId = alert.items[0].json.id as string;
		const acknowledged = await runNode('monitor', { resource: 'alert', operation: 'acknowledge', alertId, acknowledgedBy: 'team-lead' });
		expect(acknowledged.items[0].json).toMatchObject({ id: alertId, acknowledged: true, acknowledged_by: 'team-lead' });
		const resolved = await runNode('monitor', { resource: 'alert', operation: 'resolve', alertId, resolvedBy: 'team-lead' });
		expect(resolved.items[0].json).toMatchObject({ resolved: true, resolved_by: 'team-lead' });
		const error = await runNode('monitor', { resource: 'error', operation: 'create', type: 'network', message: 'no way to the API', severity: 'high' });
		const errorId = error.items[0].json.id as string;
		const mended = await runNode('monitor', { resource: 'error', operation: 'resolve', errorId, additionalFields: { notes: 'new address', resolvedBy: 'me' } });
		expect(mended.items[0].json).toMatchObject({ id: errorId, resolved: true });
		const rows = await read('select resolved, error_type::text, severity::text from workflow_errors where id = $1', [errorId]);
		expect(rows).toEqual([{ resolved: true, error_type: 'network', severity: 'high' }]);
	});

	it('keep one performance row an execution, in which what the user says wins', async () => {
		const recorded = await runNode('monitor', { resource: 'performance', operation: 'record', figures: { totalDuration: 4242, memoryPeak: 1_000_000 } });
		expect(recorded.error).toBeUndefined();
		await until(async () => (await read("select 1 from workflow_executions where execution_id = $1 and status = 'success'", [recorded.id])).length > 0, 20_000, 'the end');
		const rows = await read('select total_duration, node_count, memory_peak from workflow_performance_metrics where execution_id = $1', [recorded.id]);
		expect(rows).toEqual([{ total_duration: 4242, node_count: 4, memory_peak: '1000000' }]);
	});

	it('say what is wrong with an input, by item, and store nothing of a run that fails', async () => {
		const count = async () => (await read<{ rows: number }>("select count(*)::int as rows from workflow_execution_logs where message like 'bad input%'"))[0].rows;
		const bad = await runNode('monitor', { resource: 'log', operation: 'create', level: '={{ $json.level }}', message: 'bad input' }, [{ level: 'info' }, { level: 'loud' }]);
		expect(bad.status).toBe('error');
		expect(bad.error?.message).toMatch(/level.*"loud".*debug/s);
		expect(bad.error?.context?.itemIndex).toBe(1);
		expect(await count()).toBe(0);
		const goesOn = await runNode('monitor', { resource: 'log', operation: 'create', level: '={{ $json.level }}', message: 'bad input, goes on' }, [{ level: 'info' }, { level: 'loud' }], { onError: 'continueRegularOutput' });
		expect(goesOn.status).toBe('success');
		expect(goesOn.items).toHaveLength(2);
		expect(goesOn.items[1].json.error).toMatch(/loud/);
		expect(await count()).toBe(1);
		const unknown = await runNode('monitor', { resource: 'alert', operation: 'acknowledge', alertId: '01900000-0000-7000-8000-000000000000' });
		expect(unknown.error?.message).toContain('01900000-0000-7000-8000-000000000000');
		const reversed = await runNode('monitorQuery', { resource: 'log', operation: 'getAll', filters: { startTime: '2026-06-01T00:00:00Z', endTime: '2025-06-01T00:00:00Z' } });
		expect(reversed.error?.message).toMatch(/start.*end|end.*start/is);
	});

	it('succeed with what they create while PostgreSQL is away, and fail with a sentence where they must read', async () => {
		await stage.monitorServer.stop();
		const created = await runNode('monitor', { resource: 'log', operation: 'create', message: 'while it was away' });
		expect(created.error).toBeUndefined();
		expect(created.items[0].json).toMatchObject({ queued: true, id: expect.any(String) });
		const acknowledged = await runNode('monitor', { resource: 'alert', operation: 'acknowledge', alertId: '01900000-0000-7000-8000-000000000000' });
		expect(acknowledged.status).toBe('error');
		expect(acknowledged.error?.message).toContain('Nothing listens on');
		const asked = await runNode('monitorQuery', { resource: 'dashboard', operation: 'get' });
		expect(asked.error?.message).toContain('Nothing listens on');
		await stage.monitorServer.start();
		await until(async () => (await read("select 1 from workflow_execution_logs where message = 'while it was away'")).length === 1, 30_000, 'the row that waited');
		// The process tries again at its own time, a few seconds apart.
		const state = async () => ((await runNode('monitorQuery', { resource: 'health', operation: 'get' })).items[0].json.monitoring as { state: string }).state;
		await until(async () => (await state()) === 'recording', 30_000, 'recording again');
	});

	it('tell the health of the monitoring: which process records, and where every record went', async () => {
		const { items, error } = await runNode('monitorQuery', { resource: 'health', operation: 'get' });
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({
			monitoring: { state: 'recording' },
			accounting: { unaccounted: 0, refused: {}, dropped: {} },
			written_by_nodes: { unaccounted: 0 },
			processes: [{ process_type: 'main', alive: true, state: 'recording', end_reason: null }],
			schema: { version: expect.any(Number) },
			gaps: [],
		});
		const { accounting } = items[0].json as { accounting: { captured: number } };
		expect(accounting.captured).toBeGreaterThan(10);
	});

	it('group the failures of a workflow, tell one that returns, and mask what the credential adds', async () => {
		const { json } = rig;
		await client.updateCredential(monitorCredential.id, {
			name: monitorCredential.name,
			type: 'monitorPostgresApi',
			data: {
				...stage.monitorDatabase, ssl: 'disable', schema: 'monitoring',
				maskMore: true, maskKeys: 'shelfNumber', maskPatterns: 'ZX-[0-9]{6}',
			},
		});
		const shop = await rig.publish(client, json.workflow(
			'Shelves',
			[
				json.node('Webhook', 'webhook', 2, { path: 'shelves', responseMode: 'onReceived' }, { webhookId: 'shelves' }),
				json.node('Look', 'code', 2, { jsCode: "throw new Error('order ' + $json.query.order + ' has no place, shelf_number=K7 and ZX-' + $json.query.order)" }),
			],
			json.inLine('Webhook', 'Look'),
		));
		const errors = () =>
			read<{ error_message: string; group_id: string }>('select error_message, group_id from workflow_errors where workflow_id = $1 order by timestamp', [shop.id]);
		let calls = 0;
		const fail = async () => {
			calls += 1;
			await client.webhook('shelves', { query: { order: 100_000 + calls } });
			await until(async () => (await errors()).length === calls, 20_000, 'the error');
		};
		// The credential is read again within ten seconds of its change.
		await until(async () => {
			await fail();
			return !((await errors()).at(-1)?.error_message ?? '').includes('ZX-1');
		}, 60_000, 'a masked error');
		expect((await errors()).at(-1)?.error_message).not.toMatch(/K7|ZX-1/);
		const groups = async (filters: object) =>
			(await runNode('monitorQuery', { resource: 'errorGroup', operation: 'getAll', workflowId: { __rl: true, mode: 'id', value: shop.id }, returnAll: true, filters })).items;
		await fail();
		await fail();
		const last = (await errors()).at(-1) as { group_id: string };
		const group = (await groups({})).find(({ json: each }) => each.group_id === last.group_id)?.json;
		expect(group).toMatchObject({ status: 'open', node_name: 'Look', regressions: 0 });
		expect(group?.occurrences).toBeGreaterThanOrEqual(2);
		const resolved = await runNode('monitor', { resource: 'errorGroup', operation: 'resolve', groupId: last.group_id, additionalFields: { resolvedBy: 'me' } });
		expect(resolved.items[0].json).toMatchObject({ status: 'resolved', resolved_by: 'me' });
		await fail();
		await until(async () => (await groups({ regressed: true })).some(({ json: each }) => each.group_id === last.group_id), 20_000, 'the regression');
	});

	describe('the test of the credential', () => {
		const test = async (given: object) =>
			(await client.testCredential({
				id: credential.id, name: credential.name, type: 'monitorPostgresApi',
				data: { ...stage.monitorDatabase, ssl: 'disable', schema: 'monitoring', ...given },
			})) as { status: string; message: string };

		it('says what it found', async () => {
			const { status, message } = await test({});
			expect([status, message]).toEqual(['OK', expect.stringContaining('Connected to PostgreSQL')]);
		});

		it.each([
			['a name that is not known', { host: 'no-such-host.invalid' }, 'is not known'],
			['a port where nothing listens', { port: 1 }, 'Nothing listens on'],
			['a wrong password', { password: 'wrong' }, 'refused the login'],
			['a database that is not there', { database: 'nowhere' }, 'There is no database "nowhere"'],
		])('tells %s', async (_what, given, words) => {
			const { status, message } = await test(given);
			expect([status, message]).toEqual(['Error', expect.stringContaining(words)]);
		});

		it('tells a user who may not create the schema', async () => {
			await read("create role plain_user login password 'plain'");
			const { status, message } = await test({ user: 'plain_user', password: 'plain', schema: 'other' });
			expect([status, message]).toEqual(['Error', expect.stringContaining('may not create')]);
		});
	});
});
