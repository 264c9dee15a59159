import path from 'node:path';
import type * as NodeRuntime from '../../demo/node-runtime.mjs';
import { differences } from '../support/compare';
import { describeWith } from '../support/required';
import { loadRig, reader, tarball, until, type N8nClient, type Read, type Rig } from '../support/stage';

jest.setTimeout(400_000);

type Server = { stop(): Promise<void>; kill(): Promise<void>; url: string; port: number; log(): string };

describeWith('redis-server', 'MONITOR_TEST_REDIS_SERVER', 'n8n in queue mode', (redisServer) => {
	let rig: Rig;
	let client: N8nClient;
	let webhooks: string;
	let read: Read;
	let shop: Awaited<ReturnType<Rig['publishShop']>>;
	const servers: Server[] = [];
	const ends: Array<() => Promise<unknown>> = [];

	beforeAll(async () => {
		rig = await loadRig();
		const { startProcess, freePort } = await import('../../demo/processes.mjs');
		const { startPostgres } = await import('../../demo/postgres.mjs');
		const { startN8n } = await import('../../demo/n8n-server.mjs');
		const { ensureN8n } = await import('../../demo/n8n-install.mjs');
		const { ensureNode } = (await import('../../demo/node-runtime.mjs')) as typeof NodeRuntime;
		const { installPackage } = await import('../../demo/package-install.mjs');
		const { connectN8n } = await import('../../demo/n8n-client.mjs');
		const { startStub } = await import('../../demo/stub-server.mjs');
		const { makeOwnedFolder } = await import('../../demo/owned-folder.mjs');
		const { cacheFolder } = await import('../../demo/cache.mjs');

		const folder = makeOwnedFolder(path.join(cacheFolder(), 'demo'), 'run');
		const redisPort = await freePort();
		const redis = await startProcess({
			name: 'redis',
			command: redisServer,
			args: ['--bind', '127.0.0.1', '--port', String(redisPort), '--save', '', '--appendonly', 'no'],
			cwd: folder,
			env: { PATH: process.env.PATH },
			logFile: path.join(folder, 'redis.log'),
		});
		ends.push(async () => await redis.stop());
		const n8nDatabase = await startPostgres({ name: 'PostgreSQL for n8n', fast: true });
		const monitorServer = await startPostgres({ name: 'PostgreSQL for the monitor', fast: true });
		ends.push(async () => await n8nDatabase.remove(), async () => await monitorServer.remove());
		await n8nDatabase.createDatabase('n8n');
		read = reader(await monitorServer.createDatabase('monitoring'));
		const nodePath = await ensureNode(24);
		const n8n = await ensureN8n({ nodePath });
		const start = async (name: string, command: 'start' | 'worker' | 'webhook') => {
			const userFolder = path.join(folder, name);
			installPackage({ tarball: tarball(), userFolder });
			const server = await startN8n({
				nodePath,
				n8n,
				userFolder,
				command,
				database: { host: n8nDatabase.host, port: n8nDatabase.port, user: n8nDatabase.user, password: n8nDatabase.password, database: 'n8n' },
				env: {
					EXECUTIONS_MODE: 'queue',
					QUEUE_BULL_REDIS_HOST: '127.0.0.1',
					QUEUE_BULL_REDIS_PORT: String(redisPort),
					N8N_ENCRYPTION_KEY: 'one-key-for-all-processes',
				},
			});
			servers.push(server);
			return server;
		};
		const main = await start('main', 'start');
		await start('worker-1', 'worker');
		await start('worker-2', 'worker');
		webhooks = (await start('webhook', 'webhook')).url;
		client = await connectN8n(main.url, { email: 'queue@example.com', password: 'Queue-mode-1' });
		const stub = await startStub();
		ends.push(async () => await stub.stop());
		await rig.publishMonitor(client, { host: monitorServer.host, port: monitorServer.port, user: monitorServer.user, password: monitorServer.password, database: 'monitoring' });
		shop = await rig.publishShop(client, { stubUrl: stub.url });
		// Each process looks for monitors by itself, every ten seconds.
		await until(async () => (await read("select 1 from workflow_executions where status = 'success'")).length > 0, 40_000, 'the first execution of a worker');
		await new Promise((resolve) => setTimeout(resolve, 10_500));
	});

	afterAll(async () => {
		for (const server of [...servers].reverse()) await server.stop();
		for (const end of ends.reverse()) await end();
	});

	it('records what workers execute for main and webhook process as n8n does', async () => {
		for (const p of Object.values(rig.samples.PATHS)) await fetch(`${webhooks}/webhook/${p}?run=3`);
		await client.deactivate(shop.healthy.id);
		const shopIds = Object.values(shop).map(({ id }) => id);
		let ids: string[] = [];
		await until(
			async () => {
				const listed = (await client.executions()).filter(({ workflowId }) => shopIds.includes(workflowId));
				ids = listed.map(({ id }) => id);
				return listed.length >= 8 && listed.every(({ status }) => ['success', 'error'].includes(status));
			},
			60_000,
			'executions that end',
		);
		const known = await read<{ execution_id: string }>("select execution_id from workflow_executions where node_runs is not null");
		// Those that ran before a worker had found the monitor are no part of this.
		const recorded = ids.filter((id) => known.some(({ execution_id }) => execution_id === id));
		expect(recorded.length).toBeGreaterThanOrEqual(8);
		let found: string[] = [];
		await until(async () => (found = await differences(client, read, recorded)).length === 0, 20_000, 'equal records').catch(() => {});
		expect(found).toEqual([]);
	});

	it('tells each execution once, though two processes know of it', async () => {
		const rows = await read('select execution_id, count(*)::int as ends from workflow_execution_logs where message like \'Execution f%\' group by 1 having count(*) > 1');
		expect(rows).toEqual([]);
	});
});
