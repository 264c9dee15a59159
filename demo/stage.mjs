import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache.mjs';
import { connectN8n } from './n8n-client.mjs';
import { ensureN8n } from './n8n-install.mjs';
import { startN8n } from './n8n-server.mjs';
import { ensureNode } from './node-runtime.mjs';
import { makeOwnedFolder, removeOrphans } from './owned-folder.mjs';
import { buildAndPack, ensureDependencies } from './package-build.mjs';
import { installPackage } from './package-install.mjs';
import { startPostgres } from './postgres.mjs';
import { startStub } from './stub-server.mjs';

/** @typedef {Awaited<ReturnType<typeof setStage>>} Stage */

/**
 * Sets the stage for the demo and for end-to-end tests: two PostgreSQL servers, one for n8n's tables and one
 * for the monitor's; an n8n with our packed package in it; its owner signed in; a web service to call.
 * Installs what is missing. Nothing is imported yet.
 * @param {object} [options]
 * @param {import('./cache.mjs').Progress} [options.progress]
 * @param {string} [options.tarball] our package, packed; built and packed here unless given
 * @param {number} [options.port] preferred for n8n
 * @param {boolean} [options.fast] true: no data is forced to disk
 * @param {NodeJS.ProcessEnv} [options.env] added to n8n's environment
 */
export async function setStage({ progress = () => {}, tarball, port, fast = false, env } = {}) {
	await ensureDependencies(progress);
	const nodePath = await ensureNode(24, progress);
	const install = await ensureN8n({ nodePath, progress });
	const packed = tarball ?? (await buildAndPack(progress));

	const base = path.join(cacheFolder(), 'demo');
	removeOrphans(base, 'run');
	const folder = makeOwnedFolder(base, 'run');
	// PostgreSQL does not run as root, and root's cache folder is closed to others: its own choice then.
	const dataDir = (name) => (process.getuid?.() === 0 ? undefined : path.join(folder, name));
	progress('starting two PostgreSQL servers');
	const n8nDatabase = await startPostgres({
		name: "PostgreSQL for n8n's tables",
		dataDir: dataDir('postgres-n8n'),
		fast,
		progress,
	});
	const monitorServer = await startPostgres({
		name: "PostgreSQL for the monitor's tables",
		dataDir: dataDir('postgres-monitor'),
		fast,
		progress,
	});
	await n8nDatabase.createDatabase('n8n');
	const monitorUrl = await monitorServer.createDatabase('monitoring');

	const userFolder = path.join(folder, 'n8n');
	installPackage({ tarball: packed, userFolder });
	if (tarball === undefined) fs.rmSync(path.dirname(packed), { recursive: true, force: true });

	const started = Date.now();
	progress(`starting n8n ${install.version}`);
	const n8n = await startN8n({
		nodePath,
		n8n: install,
		userFolder,
		database: { ...addressOf(n8nDatabase), database: 'n8n' },
		port,
		env,
	});
	progress(`n8n is ready, ${Math.round((Date.now() - started) / 1000)} s`);
	const owner = { email: 'demo@example.com', password: `Demo-${randomBytes(6).toString('hex')}-1` };
	const client = await connectN8n(n8n.url, owner);
	const stub = await startStub();

	return {
		folder,
		n8n,
		client,
		owner,
		stub,
		n8nDatabase,
		monitorServer,
		monitorUrl,
		/** The monitor's database as the credential takes it. */
		monitorDatabase: { ...addressOf(monitorServer), database: 'monitoring' },
		/** Ends all of it and removes its data. */
		strike: async () => {
			await stub.stop();
			await n8n.stop();
			await n8nDatabase.remove();
			await monitorServer.remove();
			fs.rmSync(folder, { recursive: true, force: true });
		},
	};
}

function addressOf({ host, port, user, password }) {
	return { host, port, user, password };
}
