import path from 'node:path';
import type * as NodeRuntime from '../../demo/node-runtime.mjs';
import { loadRig, reader, tarball, until, type N8nClient, type Read, type Rig } from './stage';

type N8nProcess = Awaited<ReturnType<Awaited<typeof import('../../demo/n8n-server.mjs')>['startN8n']>>;

export interface QueueStage {
	rig: Rig;
	client: N8nClient;
	read: Read;
	shop: Awaited<ReturnType<Rig['publishShop']>>;
	/** Starts one more process of this n8n, with a user folder of its own. */
	start(name: string, command: 'start' | 'worker' | 'webhook'): Promise<N8nProcess>;
	strike(): Promise<void>;
}

/**
 * An n8n in queue mode: a main process, Redis, two PostgreSQL servers, our package in each process, the monitor
 * and the shop published. Workers and webhook processes are started by the test.
 */
export async function setQueueStage(redisServer: string, env: NodeJS.ProcessEnv = {}): Promise<QueueStage> {
	const rig = await loadRig();
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

	const ends: Array<() => Promise<unknown>> = [];
	const strike = async () => {
		for (const end of ends.splice(0).reverse()) await end();
	};
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
	const read = reader(await monitorServer.createDatabase('monitoring'));
	const nodePath = await ensureNode(24);
	const n8n = await ensureN8n({ nodePath });
	const start: QueueStage['start'] = async (name, command) => {
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
				...env,
			},
		});
		ends.push(async () => await server.stop());
		return server;
	};
	const main = await start('main', 'start');
	const client = await connectN8n(main.url, { email: 'queue@example.com', password: 'Queue-mode-1' });
	const stub = await startStub();
	ends.push(async () => await stub.stop());
	await rig.publishMonitor(client, { host: monitorServer.host, port: monitorServer.port, user: monitorServer.user, password: monitorServer.password, database: 'monitoring' });
	const shop = await rig.publishShop(client, { stubUrl: stub.url });
	return { rig, client, read, shop, start, strike };
}

/** Waits until so many processes record: each looks for monitors by itself, every ten seconds. */
export async function untilRecording(read: Read, processes: number): Promise<void> {
	await until(
		async () => (await read("select 1 from processes where state = 'recording' and ended_at is null and lease_until > now()")).length >= processes,
		60_000,
		`${processes} processes that record`,
	);
}
