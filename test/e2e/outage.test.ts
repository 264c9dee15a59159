import { loadRig, reader, tarball, until, type Read, type Rig, type Stage } from '../support/stage';

jest.setTimeout(300_000);

describe("while the monitor's PostgreSQL is away", () => {
	let rig: Rig;
	let stage: Stage;
	let read: Read;
	let shop: Awaited<ReturnType<Rig['publishShop']>>;
	let monitor: Awaited<ReturnType<Rig['publishMonitor']>>;

	beforeAll(async () => {
		rig = await loadRig();
		// What the server has acknowledged must survive its being killed.
		stage = await rig.setStage({ tarball: tarball() });
		read = reader(stage.monitorUrl);
	});

	afterAll(async () => {
		await stage?.strike();
	});

	const recorded = async () =>
		(await read<{ rows: number }>("select count(*)::int as rows from workflow_executions where workflow_id = $1 and status in ('success', 'error')", [shop.loop.id]))[0].rows;
	const listed = async () => (await stage.client.executions({ workflowId: shop.loop.id })).length;
	const call = async (times: number) => {
		for (let i = 0; i < times; i++) {
			const { status } = await stage.client.webhook(rig.samples.PATHS.loop);
			expect(status).toBe(200);
		}
	};
	const allEnded = async () =>
		await until(
			async () => (await stage.client.executions({ workflowId: shop.loop.id })).every(({ status }) => status === 'success'),
			30_000,
			'executions that succeed',
		);
	/** Lines of ours in n8n's log since a moment. */
	const linesSince = (mark: number) =>
		stage.n8n.log().slice(mark).split('\n').filter((line) => line.includes('Monitor: '));

	it('from the start: workflows run, the log says so once, and recording begins when it comes', async () => {
		await stage.monitorServer.stop();
		const mark = stage.n8n.log().length;
		monitor = await rig.publishMonitor(stage.client, stage.monitorDatabase);
		shop = await rig.publishShop(stage.client, { stubUrl: stage.stub.url });
		await stage.client.deactivate(shop.healthy.id);
		await call(5);
		await allEnded();
		await until(() => linesSince(mark).length > 0, 20_000, 'a line in the log');
		await new Promise((resolve) => setTimeout(resolve, 4_000));
		expect(linesSince(mark)).toHaveLength(1);
		expect(linesSince(mark)[0]).toContain('Nothing listens on');
		await stage.monitorServer.start();
		await until(async () => (await recorded()) === (await listed()), 40_000, 'all executions recorded');
	});

	it('in the middle: workflows run, nothing is lost, and the figures go on', async () => {
		const before = await listed();
		const mark = stage.n8n.log().length;
		await stage.monitorServer.kill();
		await call(20);
		await allEnded();
		await until(() => linesSince(mark).length > 0, 20_000, 'a line in the log');
		expect(linesSince(mark)).toHaveLength(1);
		await stage.monitorServer.start();
		await until(async () => (await recorded()) === before + 20, 40_000, 'all executions recorded');
		await until(() => linesSince(mark).length === 2, 10_000, 'a second line');
		expect(linesSince(mark)[1]).toContain('nothing was lost');
	});

	it('over restarts of n8n: the monitor is never given up', async () => {
		await stage.monitorServer.stop();
		await stage.n8n.restart();
		await call(3);
		await allEnded();
		await stage.n8n.restart();
		await call(3);
		await allEnded();
		await stage.monitorServer.start();
		const before = await recorded().catch(() => 0);
		await call(3);
		// What ran before the last restart was in memory only.
		await until(async () => (await recorded()) >= before + 3, 40_000, 'new executions recorded');
		const status = (await stage.client.request('GET', `/rest/workflows/${monitor.monitor.id}/publication-status`)) as { status: string };
		expect(status.status).toBe('published');
	});

	it('with a wrong password: workflows run, the log says so once, and it goes on when the password is right', async () => {
		const { credential } = monitor;
		const data = { ...stage.monitorDatabase, ssl: 'disable', schema: 'monitoring' };
		const mark = stage.n8n.log().length;
		await stage.client.updateCredential(credential.id, { name: credential.name, type: 'monitorPostgresApi', data: { ...data, password: 'wrong' } });
		await until(() => linesSince(mark).length > 0, 40_000, 'a line in the log');
		await call(3);
		await allEnded();
		expect(linesSince(mark)).toHaveLength(1);
		expect(linesSince(mark)[0]).toContain('refused the login');
		const before = await recorded();
		await stage.client.updateCredential(credential.id, { name: credential.name, type: 'monitorPostgresApi', data });
		await until(async () => (await recorded()) === before + 3, 40_000, 'all executions recorded');
	});

	it('at shutdown: what is left is written before n8n ends', async () => {
		const before = await recorded();
		await call(10);
		await stage.n8n.stop();
		expect(await recorded()).toBe(before + 10);
		await stage.n8n.start();
	});
});
