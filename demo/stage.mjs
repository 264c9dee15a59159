import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache.mjs';
import { inWords, requireSpace } from './disk-space.mjs';
import { newOwner } from './kept-data.mjs';
import { connectN8n } from './n8n-client.mjs';
import { ensureN8n } from './n8n-install.mjs';
import { startN8n } from './n8n-server.mjs';
import { ensureNode } from './node-runtime.mjs';
import { makeOwnedFolder, removeOrphans } from './owned-folder.mjs';
import { buildAndPack, ensureDependencies } from './package-build.mjs';
import { installPackage } from './package-install.mjs';
import { placePostgres } from './postgres-binaries.mjs';
import { startPostgres } from './postgres.mjs';
import { startStub } from './stub-server.mjs';

/** @typedef {Awaited<ReturnType<typeof setStage>>} Stage */

const SERVICES = {
	n8nDatabase: "PostgreSQL for n8n's tables",
	monitorServer: "PostgreSQL for the monitor's tables",
	stub: "the demo's web service",
};
const DATA_NEEDS = 400e6; // bytes: two fresh servers' data and their logs of writes
const GROWTH_NEEDS = 100e6; // bytes: for what comes in addition

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
 * @param {import('./kept-data.mjs').KeptData} [options.kept] data to go on with; new data, removed at the end, unless told
 */
export async function setStage({ progress = () => {}, tarball, port, fast = false, env, kept } = {}) {
	await ensureDependencies(progress);
	const nodePath = await ensureNode(24, progress);
	const install = await ensureN8n({ nodePath, progress });
	const place = await placePostgres(progress);
	const packed = tarball ?? (await buildAndPack(progress));

	const home = kept === undefined ? passingHome() : openKept(kept, { place, progress });
	const needed = kept?.state.hasData ? GROWTH_NEEDS : DATA_NEEDS;
	const disk = path.dirname(home.dataDir('postgres-n8n') ?? path.join(place.dataBase, 'data'));
	await requireSpace(disk, needed, `The demo's data needs about ${inWords(needed)}`);
	progress('starting two PostgreSQL servers');
	const n8nDatabase = await startPostgres({
		name: SERVICES.n8nDatabase,
		dataDir: home.dataDir('postgres-n8n'),
		preferredPort: home.ports.n8nDatabase,
		fast,
		progress,
	});
	const monitorServer = await startPostgres({
		name: SERVICES.monitorServer,
		dataDir: home.dataDir('postgres-monitor'),
		preferredPort: home.ports.monitorServer,
		fast,
		progress,
	});
	await n8nDatabase.createDatabase('n8n');
	const monitorUrl = await monitorServer.createDatabase('monitoring');
	kept?.remember({ hasData: true });

	const userFolder = path.join(home.folder, 'n8n');
	installPackage({ tarball: packed, userFolder });
	if (tarball === undefined) fs.rmSync(path.dirname(packed), { recursive: true, force: true });

	const started = Date.now();
	progress(`starting n8n ${install.version}`);
	const n8n = await startN8n({
		nodePath,
		n8n: install,
		userFolder,
		database: { ...addressOf(n8nDatabase), database: 'n8n' },
		port: home.ports.n8n ?? port,
		env: { ...home.env, ...env },
	});
	progress(`n8n is ready, ${Math.round((Date.now() - started) / 1000)} s`);
	const client = await connectN8n(n8n.url, home.owner);
	const stub = await startStub(home.ports.stub);
	const ports = { n8n: n8n.port, n8nDatabase: n8nDatabase.port, monitorServer: monitorServer.port, stub: stub.port };
	for (const line of replacements({ n8n: port, ...home.ports }, ports)) progress(line);
	kept?.remember({ ports });

	return {
		folder: home.folder,
		n8n,
		client,
		owner: home.owner,
		stub,
		n8nDatabase,
		monitorServer,
		monitorUrl,
		/** The monitor's database as the credential takes it. */
		monitorDatabase: { ...addressOf(monitorServer), database: 'monitoring' },
		/** Ends all of it, and removes its data unless that is kept. */
		strike: async () => {
			await stub.stop();
			await n8n.stop();
			for (const server of [n8nDatabase, monitorServer]) await (kept === undefined ? server.remove() : server.stop());
			if (kept === undefined) fs.rmSync(home.folder, { recursive: true, force: true });
		},
	};
}

/** @returns {string[]} a line for each port that we wanted and another program has */
function replacements(wanted, taken) {
	return Object.entries({ n8n: 'n8n', ...SERVICES })
		.filter(([key]) => wanted[key] !== undefined && wanted[key] !== taken[key])
		.map(([key, name]) => `port ${wanted[key]} is in use, so ${name} listens on ${taken[key]}`);
}

/** A folder for this run alone. */
function passingHome() {
	const base = path.join(cacheFolder(), 'demo');
	removeOrphans(base, 'run');
	const folder = makeOwnedFolder(base, 'run');
	return {
		folder,
		// PostgreSQL does not run as root, and root's cache folder is closed to others: its own choice then.
		dataDir: (name) => (process.getuid?.() === 0 ? undefined : path.join(folder, name)),
		ports: /** @type {import('./kept-data.mjs').KeptState['ports']} */ ({}),
		owner: newOwner(),
		env: {},
	};
}

/** @param {import('./kept-data.mjs').KeptData} kept */
function openKept(kept, { place, progress }) {
	kept.open({ place, progress });
	const { ports, owner, encryptionKey } = kept.state;
	const env = { N8N_ENCRYPTION_KEY: encryptionKey };
	return { folder: kept.folder, dataDir: kept.dataDir, ports, owner, env };
}

function addressOf({ host, port, user, password }) {
	return { host, port, user, password };
}
