import { loadRig, reader, tarball, until, type N8nClient, type Read, type Rig, type Stage } from '../support/stage';

jest.setTimeout(300_000);

interface Event {
	event: string;
	delivery_id: string;
	workflow: { id: string; name: string };
	execution: { id: string; url: string; error?: { message: string }; lastNodeExecuted: string; mode: string } | null;
	[name: string]: unknown;
}

const EVERY_EVENT = [
	'execution_failed', 'execution_finished', 'execution_succeeded_with_errors', 'execution_slow', 'execution_yielded_nothing',
	'error_group_new', 'error_group_regressed', 'log',
];

describe('events that start workflows of a real n8n', () => {
	let rig: Rig;
	let stage: Stage;
	let client: N8nClient;
	let read: Read;
	let alarm: string;
	let credential: { id: string; name: string };

	beforeAll(async () => {
		rig = await loadRig();
		stage = await rig.setStage({ tarball: tarball() });
		({ client } = stage);
		read = reader(stage.monitorUrl);
		const { json } = rig;
		const made = await client.createCredential('Monitoring database', 'monitorPostgresApi', { ...stage.monitorDatabase, ssl: 'disable', schema: 'monitoring' });
		credential = { id: made.id, name: made.name };
		({ id: alarm } = await rig.publish(client, json.workflow(
			'Alarm',
			[
				json.node('Monitor Trigger', 'n8n-nodes-monitor.monitorTrigger', 1, { events: EVERY_EVENT, eventOptions: { slowAfter: 2, emptyAlways: true } }, { credentials: { monitorPostgresApi: credential } }),
				json.node('React', 'set', 3.4, { assignments: { assignments: [{ id: 'a', name: 'text', type: 'string', value: '={{ $json.workflow.name }}: {{ $json.execution.error.message }}' }] } }),
			],
			json.inLine('Monitor Trigger', 'React'),
		)));
		await until(async () => (await read('select 1 from monitors')).length > 0, 60_000, 'the monitor');
	});

	afterAll(async () => {
		await stage?.strike();
	});

	/** Publishes a workflow behind a webhook and calls it. */
	async function run(name: string, nodes: object[], links: Record<string, string[][]>, settings: Record<string, unknown> = {}) {
		const { json } = rig;
		const { id } = await rig.publish(client, json.workflow(
			name,
			[json.node('Webhook', 'webhook', 2, { path: name, responseMode: 'onReceived' }, { webhookId: name }), ...(nodes as never[])],
			links,
			settings,
		));
		const call = async () => expect((await client.webhook(name)).status).toBe(200);
		await call();
		return { id, call };
	}

	/** What the alarm was started with, by its own executions. */
	async function heard(workflowId: string): Promise<Event[]> {
		const executions = await client.executions({ workflowId: alarm });
		const runs = await Promise.all(executions.map(async ({ id }: { id: string }) => await client.execution(id)));
		return runs
			.flatMap((each) => (each.data.resultData.runData['Monitor Trigger']?.[0]?.data?.main?.[0] ?? []) as Array<{ json: Event }>)
			.map(({ json }) => json)
			.filter(({ workflow }) => workflow.id === workflowId);
	}

	const kinds = async (workflowId: string) => (await heard(workflowId)).map(({ event }) => event).sort();
	const untilHeard = async (workflowId: string, events: string[], ms = 30_000) => {
		await until(async () => (await kinds(workflowId)).length >= events.length, ms, events.join(', '));
		expect(await kinds(workflowId)).toEqual([...events].sort());
	};
	const stop = (message: string) => rig.json.node('Refuse', 'stopAndError', 1, { errorMessage: message });

	it('a failure: as execution, as new group and as log row, with all that an Error Trigger gives', async () => {
		const { json } = rig;
		const { id: errorWorkflow } = await client.createWorkflow(json.workflow(
			'Error workflow',
			[
				json.node('Error Trigger', 'errorTrigger', 1),
				json.node('React', 'set', 3.4, { assignments: { assignments: [{ id: 'a', name: 'text', type: 'string', value: '={{ $json.workflow.name }}: {{ $json.execution.error.message }}' }] } }),
			],
			json.inLine('Error Trigger', 'React'),
		));
		await client.activate(errorWorkflow);
		const { id, call } = await run('fails', [stop('Card refused for order 17')], json.inLine('Webhook', 'Refuse'), { errorWorkflow });
		await untilHeard(id, ['error_group_new', 'execution_failed', 'execution_finished', 'log', 'log']);
		const [failed] = (await heard(id)).filter(({ event }) => event === 'execution_failed');
		expect(failed).toMatchObject({
			workflow: { id, name: 'fails' }, status: 'error', severity: expect.any(String), kind: 'webhook', attempt: 1,
			execution: {
				id: expect.any(String), url: expect.stringContaining(`/workflow/${id}/executions/`), lastNodeExecuted: 'Refuse', mode: 'webhook',
				error: { message: expect.stringContaining('Card refused'), node: { name: 'Refuse' } },
			},
			group: { occurrences: 1, status: 'open' }, last_good_run: null,
			steps: [{ node: 'Webhook' }, { node: 'Refuse', log_level: 'error' }],
		});
		const texts = async (workflowId: string) => {
			const runs = await Promise.all((await client.executions({ workflowId })).map(async (each: { id: string }) => await client.execution(each.id)));
			return runs.flatMap((each) => each.data.resultData.runData.React?.[0]?.data?.main?.[0]?.[0]?.json.text ?? []) as string[];
		};
		await until(async () => (await texts(errorWorkflow)).length > 0, 20_000, "n8n's own error workflow");
		expect(await texts(alarm)).toContain((await texts(errorWorkflow))[0]);
		// The next one is of a group that is known.
		await call();
		await until(async () => (await kinds(id)).filter((kind) => kind === 'execution_failed').length === 2, 20_000, 'the second failure');
		expect((await kinds(id)).filter((kind) => kind === 'error_group_new')).toHaveLength(1);
	});

	it('a success: with errors that were gone on from, and without a single item', async () => {
		const { json } = rig;
		const swallows = await run(
			'swallows',
			[json.node('Fail', 'code', 2, { jsCode: "throw new Error('swallowed')" }, { onError: 'continueRegularOutput' }), json.node('Done', 'noOp', 1)],
			json.inLine('Webhook', 'Fail', 'Done'),
		);
		const empty = await run('empty', [json.node('None', 'code', 2, { jsCode: 'return []' })], json.inLine('Webhook', 'None'));
		await until(async () => (await kinds(swallows.id)).includes('execution_succeeded_with_errors'), 30_000, 'a success with errors');
		await untilHeard(empty.id, ['execution_finished', 'execution_yielded_nothing']);
	});

	it('an execution that is slow, while it still runs', async () => {
		const { json } = rig;
		const { id } = await run('slow', [json.node('Wait', 'wait', 1.1, { amount: 14, unit: 'seconds' })], json.inLine('Webhook', 'Wait'));
		await until(async () => (await kinds(id)).includes('execution_slow'), 13_000, 'the slow one');
		const [slow] = (await heard(id)).filter(({ event }) => event === 'execution_slow');
		expect(slow).toMatchObject({ status: 'running', finished_at: null, details: { limit: 2_000, step: 'Wait' } });
		await untilHeard(id, ['execution_finished', 'execution_slow']);
	});

	it('a log row that a node writes, and a test that somebody sends', async () => {
		const { json } = rig;
		const { id } = await run(
			'writes',
			[json.node('Log', 'n8n-nodes-monitor.monitor', 1, { resource: 'log', operation: 'create', level: 'error', message: 'Stock is wrong' }, { credentials: { monitorPostgresApi: credential } })],
			json.inLine('Webhook', 'Log'),
		);
		await untilHeard(id, ['execution_finished', 'log']);
		expect((await heard(id)).find(({ event }) => event === 'log')).toMatchObject({ details: { log: { log_level: 'error', message: 'Stock is wrong' } } });
		await run(
			'tests',
			[json.node('Send', 'n8n-nodes-monitor.monitor', 1, { resource: 'event', operation: 'sendTest' }, { credentials: { monitorPostgresApi: credential } })],
			json.inLine('Webhook', 'Send'),
		);
		await until(async () => (await heard('a1B2c3D4e5F6g7H8')).length === 1, 20_000, 'the test');
		expect((await heard('a1B2c3D4e5F6g7H8'))[0]).toMatchObject({ event: 'test', sample: true });
	});

	it('each exactly once through a kill -9, and none of its own', async () => {
		const { id, call } = await run('again', [stop('Refused again')], rig.json.inLine('Webhook', 'Refuse'));
		for (let count = 0; count < 7; count += 1) await call();
		await stage.n8n.kill();
		await stage.n8n.start();
		const executions = async () => (await client.executions({ workflowId: id })).filter(({ status }: { status: string }) => status === 'error' || status === 'crashed');
		// A run of the alarm that the kill has ended has nothing in n8n of what it was started with; it was started once all the same.
		const deliveries = async () =>
			await read<{ execution_id: string; started: string }>(
				"select execution_id, started_execution_id as started from event_deliveries where workflow_id = $1 and event = 'execution_failed' and started_execution_id is not null",
				[id],
			);
		const told = async () => (await executions()).map((each: { id: string }) => each.id).sort();
		// What was not written before the kill is found in n8n's own table.
		await until(async () => (await deliveries()).length >= (await told()).length, 150_000, 'each of them');
		await until(async () => (await read("select 1 from event_deliveries where state in ('pending', 'claimed', 'started')")).length === 0, 60_000, 'quiet');
		const found = await deliveries();
		expect(found.map((each) => each.execution_id).sort()).toEqual(await told());
		const runs = (await client.executions({ workflowId: alarm })).map((each: { id: string }) => each.id);
		expect(runs).toEqual(expect.arrayContaining(found.map(({ started }) => started)));
		expect(new Set(found.map(({ started }) => started)).size).toBe(found.length);
		const heardOf = (await heard(id)).filter(({ event }) => event === 'execution_failed').map(({ execution }) => execution?.id);
		expect(new Set(heardOf).size).toBe(heardOf.length);
		expect(await heard(alarm)).toEqual([]);
		expect(await read("select reason from event_deliveries where state in ('given_up', 'suppressed')")).toEqual([]);
	});
});
