import { setTimeout as sleep } from 'node:timers/promises';
import { differences } from '../support/compare';
import { loadRig, reader, tarball, until, type N8nClient, type Read, type Rig, type Stage } from '../support/stage';

jest.setTimeout(300_000);

const ENDED = new Set(['success', 'error', 'canceled', 'crashed']);

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

	/** Executions that n8n lists for these workflows, once all have ended. */
	async function settled(workflowIds: string[], atLeast: number) {
		let listed: Array<{ id: string; workflowId: string; status: string }> = [];
		await until(
			async () => {
				listed = (await client.executions()).filter(({ workflowId }) => workflowIds.includes(workflowId));
				return listed.length >= atLeast && listed.every(({ status }) => ENDED.has(status));
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
});
