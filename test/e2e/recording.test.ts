import { setTimeout as sleep } from 'node:timers/promises';
import { differences } from '../support/compare';
import { loadRig, reader, tarball, until, type N8nClient, type Read, type Rig, type Stage } from '../support/stage';

jest.setTimeout(300_000);

describe('a real n8n with the packed package', () => {
	let rig: Rig;
	let stage: Stage;
	let client: N8nClient;
	let read: Read;
	let shop: Awaited<ReturnType<Rig['publishShop']>>;
	let monitor: Awaited<ReturnType<Rig['publishMonitor']>>;

	beforeAll(async () => {
		rig = await loadRig();
		stage = await rig.setStage({ tarball: tarball(), fast: true });
		({ client } = stage);
		read = reader(stage.monitorUrl);
		monitor = await rig.publishMonitor(client, stage.monitorDatabase);
		shop = await rig.publishShop(client, { stubUrl: stage.stub.url });
	});

	afterAll(async () => {
		await stage?.strike();
	});

	/** Executions that n8n lists for these workflows, once all have ended or wait. */
	async function settled(workflowIds: string[], atLeast: number, states = ['success', 'error', 'canceled', 'crashed']) {
		let listed: Array<{ id: string; workflowId: string; status: string }> = [];
		await until(
			async () => {
				listed = (await client.executions()).filter(({ workflowId }) => workflowIds.includes(workflowId));
				return listed.length >= atLeast && listed.every(({ status }) => states.includes(status));
			},
			60_000,
			'executions that end',
		);
		return listed.map(({ id }) => id);
	}

	async function expectEqual(ids: string[]) {
		let found: string[] = [];
		await until(
			async () => {
				found = await differences(client, read, ids);
				return found.length === 0;
			},
			20_000,
			'equal records',
		).catch(() => {});
		expect(found).toEqual([]);
	}

	it('records the sample workflows as n8n itself does', async () => {
		await rig.traffic.makeTraffic(client, { rounds: 1, pause: 100 });
		await sleep(4_000);
		await client.deactivate(shop.healthy.id);
		const ids = await settled(Object.values(shop).map(({ id }) => id), 12);
		await expectEqual(ids);
		const [{ errors }] = await read<{ errors: number }>("select count(*)::int as errors from workflow_errors where error_message like 'Card refused%'");
		expect(errors).toBeGreaterThan(0);
	});

	it('records waits and resumes as one execution', async () => {
		const { json } = rig;
		const waiting = await rig.publish(client, json.workflow(
			'Waits for a call',
			[
				json.node('Webhook', 'webhook', 2, { path: 'e2e/wait', httpMethod: 'GET', responseMode: 'onReceived', options: {} }, { webhookId: 'e2e-wait' }),
				json.node('Wait', 'wait', 1.1, { resume: 'webhook', options: {} }, { webhookId: 'e2e-wait-resume' }),
				json.node('After', 'noOp', 1),
			],
			json.inLine('Webhook', 'Wait', 'After'),
		));
		await client.webhook('e2e/wait');
		const [id] = await settled([waiting.id], 1, ['waiting']);
		await until(async () => (await status(id)) === 'waiting', 10_000, 'the waiting state');
		const [row] = await read<{ finished_at: Date | null; wait_till: Date | null }>('select finished_at, wait_till from workflow_executions where execution_id = $1', [id]);
		expect(row).toEqual({ finished_at: null, wait_till: null });
		await sleep(1_500);
		const url = JSON.stringify((await client.execution(id)).data).match(/https?:[^"\\]*webhook-waiting[^"\\]*/)?.[0];
		const resume = new URL(url ?? '');
		await fetch(`${client.url}${resume.pathname}${resume.search}`);
		await settled([waiting.id], 1);
		await expectEqual([id]);
		const [ended] = await read<{ duration: string; active_duration: string }>('select duration, active_duration from workflow_executions where execution_id = $1', [id]);
		expect(Number(ended.duration)).toBeGreaterThan(1_500);
		expect(Number(ended.active_duration)).toBeLessThan(Number(ended.duration) - 1_000);
	});

	it('records retries, with what they retry', async () => {
		await client.webhook(rig.samples.PATHS.failing, { query: { run: 3 } });
		const failed = (await settledFailing())[0];
		await client.retry(failed);
		await until(async () => (await client.executions({ workflowId: shop.failing.id })).some(({ mode, status }) => mode === 'retry' && status === 'error'), 20_000, 'a retry');
		const retried = (await client.executions({ workflowId: shop.failing.id })).filter(({ mode }) => mode === 'retry').map(({ id }) => id);
		await expectEqual(retried);
		const [row] = await read('select retry_of from workflow_executions where execution_id = $1', [retried[0]]);
		expect(row).toEqual({ retry_of: failed });
	});

	it('records manual, partial and stopped runs', async () => {
		const { json } = rig;
		const draft = await client.createWorkflow(json.workflow(
			'Tried out',
			[
				json.node('Start', 'manualTrigger', 1),
				json.node('A', 'set', 3.4, { assignments: { assignments: [{ id: 'a', name: 'x', value: '1', type: 'string' }] } }),
				json.node('B', 'wait', 1.1, { amount: 1, unit: 'seconds' }, { webhookId: 'tried-b' }),
				json.node('C', 'noOp', 1),
			],
			json.inLine('Start', 'A', 'B', 'C'),
		));
		const whole = await client.runManually(draft.id, { triggerName: 'Start' });
		const { data } = await client.untilEnded(whole);
		const runData = { ...data.resultData.runData };
		delete runData.B;
		delete runData.C;
		const part = await client.runManually(draft.id, { destinationNode: 'C', runData, dirtyNodeNames: ['B'] });
		await client.untilEnded(part);
		const stopped = await client.runManually(draft.id, { triggerName: 'Start' });
		await sleep(400);
		await client.stop(stopped);
		await client.untilEnded(stopped);
		await expectEqual([whole, part, stopped]);
		const rows = await read('select execution_id, mode, end_reason from workflow_executions where execution_id = any ($1)', [[whole, part, stopped]]);
		expect(rows).toEqual(expect.arrayContaining([
			{ execution_id: whole, mode: 'manual', end_reason: 'finished' },
			{ execution_id: part, mode: 'manual', end_reason: 'finished' },
			{ execution_id: stopped, mode: 'manual', end_reason: 'stopped' },
		]));
	});

	it('tells a time-out from a stop', async () => {
		const { json } = rig;
		const late = await rig.publish(client, json.workflow(
			'Takes too long',
			[
				json.node('Webhook', 'webhook', 2, { path: 'e2e/late', httpMethod: 'GET', responseMode: 'onReceived', options: {} }, { webhookId: 'e2e-late' }),
				json.node('Wait', 'wait', 1.1, { amount: 5, unit: 'seconds' }, { webhookId: 'e2e-late-wait' }),
			],
			json.inLine('Webhook', 'Wait'),
			{ executionTimeout: 1 },
		));
		await client.webhook('e2e/late');
		const [id] = await settled([late.id], 1);
		await expectEqual([id]);
		expect(await read('select status::text, end_reason::text from workflow_executions where execution_id = $1', [id])).toEqual([{ status: 'canceled', end_reason: 'timeout' }]);
	});

	it('records 200 calls at once as n8n does', async () => {
		const before = new Set((await client.executions()).map(({ id }) => id));
		const answers = await rig.traffic.rush(client, 200);
		expect(answers.filter((answer) => answer >= 500)).toEqual([]);
		const ids = Object.values(shop).map(({ id }) => id);
		const rushed = (await settled(ids, before.size)).filter((id) => !before.has(id));
		expect(rushed.length).toBeGreaterThanOrEqual(200);
		await expectEqual(rushed);
	});

	it("starts the monitor's workflow on failures, and never on its own", async () => {
		const started = await client.executions({ workflowId: monitor.monitor.id });
		expect(started.length).toBeGreaterThan(0);
		const { data } = await client.execution(started[0].id);
		const [[{ json: payload }]] = data.resultData.runData['Monitor Trigger'][0].data.main;
		expect(payload).toMatchObject({ event: 'execution_failed', sample: false, execution: { mode: expect.any(String) } });
		// The address is the one that n8n believes to have.
		expect(new URL(payload.execution.url).pathname).toBe(`/workflow/${payload.workflow.id}/executions/${payload.execution.id}`);
	});

	it('answers a dashboard whose figures are those of a recount', async () => {
		await sleep(1_000);
		const { body } = await client.webhook(rig.samples.PATHS.dashboard);
		const [recount] = await read<{ total: number; failed: number }>(`
			select count(*)::int as total, count(*) filter (where status in ('error', 'crashed') or end_reason in ('timeout', 'shutdown'))::int as failed
			from workflow_executions
			where finished_at is not null and mode not in ('manual', 'evaluation', 'integrated')
			and (status <> 'canceled' or end_reason in ('timeout', 'shutdown'))`);
		expect(body).toMatchObject({ total_executions: recount.total, failed_executions: recount.failed });
		expect(body.success_rate).toBeCloseTo((100 * (recount.total - recount.failed)) / recount.total, 1);
	});

	it('leaves nothing of the database\'s password in n8n\'s log', () => {
		expect(stage.n8n.log()).not.toContain(stage.monitorDatabase.password);
	});

	async function status(id: string): Promise<string | undefined> {
		const [row] = await read<{ status: string }>('select status::text from workflow_executions where execution_id = $1', [id]);
		return row?.status;
	}

	async function settledFailing(): Promise<string[]> {
		await settled([shop.failing.id], 1);
		return (await client.executions({ workflowId: shop.failing.id })).filter(({ status: state, mode }) => state === 'error' && mode === 'webhook').map(({ id }) => id);
	}
});
