import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { cacheFolder } from './cache.mjs';
import { ownFolder } from './postgres-binaries.mjs';

// What the live demo keeps between its starts: a folder for each version of n8n (an older one must not open
// what a newer one has migrated). As root, PostgreSQL's data cannot lie there, for PostgreSQL runs as
// another user then: it lies below /var/tmp, which outlives a reboot, or else where the binaries are.

const SERVERS = /** @type {const} */ (['postgres-n8n', 'postgres-monitor']);

/**
 * @typedef {object} KeptState what the state file holds; readable by its owner only
 * @property {string} since when it was made
 * @property {{email: string, password: string}} owner of n8n
 * @property {string} encryptionKey n8n's
 * @property {boolean} [hasData] true once both servers have run on their data
 * @property {{n8n?: number, n8nDatabase?: number, monitorServer?: number, stub?: number}} ports of the last start
 * @property {Record<string, string>} workflows ids of those that are published, by name
 * @property {{id: string, told: string}} [credential] in n8n, and what it was told last
 * @property {string} [stubUrl] as the published workflows call it
 */

/** @typedef {ReturnType<typeof keptData>} KeptData */

/** @returns {string} below which the data of all versions lies */
export function keptFolder() {
	return path.join(cacheFolder(), 'demo', 'data');
}

/**
 * @param {string} version of n8n
 */
export function keptData(version) {
	const name = `n8n-${version}`;
	const folder = path.join(keptFolder(), name);
	const stateFile = path.join(folder, 'state.json');
	/** @type {KeptState} */
	let state = newState();
	let postgresFolder = folder;

	const save = () => {
		fs.writeFileSync(`${stateFile}.new`, `${JSON.stringify(state, null, '\t')}\n`, { mode: 0o600 });
		fs.renameSync(`${stateFile}.new`, stateFile);
	};

	const logFiles = () => [
		path.join(folder, 'n8n', 'start.log'),
		...SERVERS.map((server) => path.join(postgresFolder, server, 'postgres.log')),
	];

	/** Why what lies there cannot be continued; null when it can, or when nothing is there. */
	const whyNot = (found) => {
		if (found === null) {
			return fs.existsSync(folder) ? `its state file ${stateFile} is missing or damaged` : null;
		}
		const gone = SERVERS.map((server) => path.join(postgresFolder, server)).filter((data) => !hasCluster(data));
		return found.hasData && gone.length > 0
			? `its PostgreSQL data is gone from ${gone.join(' and ')} (temporary folders are swept now and then)`
			: null;
	};

	return {
		folder,
		lockFile: `${folder}.lock`,
		get state() {
			return state;
		},
		/** @param {Partial<KeptState>} changes */
		remember: (changes) => {
			state = { ...state, ...changes };
			save();
		},
		/**
		 * Opens the data of an earlier start, or makes room for new.
		 * @param {object} options
		 * @param {import('./postgres-binaries.mjs').PostgresPlace} options.place
		 * @param {import('./cache.mjs').Progress} options.progress
		 */
		open: ({ place, progress }) => {
			postgresFolder = place.uid === undefined ? folder : path.join(rootsFolder(place), name);
			const found = readState(stateFile);
			const reason = whyNot(found);
			if (reason !== null) {
				progress(`the data of an earlier demo in ${folder} cannot be continued: ${reason}; starting afresh`);
				for (const each of [postgresFolder, folder]) fs.rmSync(each, { recursive: true, force: true });
			}
			fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
			if (postgresFolder !== folder) [path.dirname(postgresFolder), postgresFolder].forEach(makePassage);
			if (found !== null && reason === null) {
				for (const log of logFiles()) if (fs.existsSync(log)) fs.renameSync(log, `${log}.previous`);
				progress(`continuing with the data of the demo of ${found.since.slice(0, 16).replace('T', ' ')} UTC`);
				state = found;
			} else {
				state = newState();
			}
			save();
		},
		/** @param {typeof SERVERS[number]} server */
		dataDir: (server) => path.join(postgresFolder, server),
	};
}

/**
 * All folders in which data of demos lies, whoever of our versions made them.
 * @returns {string[]}
 */
export function allKeptFolders() {
	const temporary = [os.tmpdir(), '/tmp', '/var/tmp'].map((base) =>
		path.join(base, `n8n-nodes-monitor-${process.getuid?.() ?? ''}`, nameForRoot()),
	);
	return [...new Set([keptFolder(), ...temporary])].filter((each) => fs.existsSync(each));
}

/** Where there is data already, else in the folder that lives longer. */
function rootsFolder(place) {
	const folders = [...longLived(), place.dataBase].map((base) => path.join(base, nameForRoot()));
	return folders.find((each) => fs.existsSync(each)) ?? folders[0];
}

/** @returns {string[]} our folder below /var/tmp, where we may have one */
function longLived() {
	try {
		return [ownFolder('/var/tmp')];
	} catch {
		return [];
	}
}

/** Others pass through it only, whatever our umask. */
function makePassage(folder) {
	fs.mkdirSync(folder, { recursive: true });
	fs.chmodSync(folder, 0o711);
}

/** The same for the same cache folder, another one for another. */
function nameForRoot() {
	const cache = fs.existsSync(cacheFolder()) ? fs.realpathSync(cacheFolder()) : cacheFolder();
	return `demo-${createHash('sha256').update(cache).digest('hex').slice(0, 12)}`;
}

function hasCluster(dataDir) {
	return ['PG_VERSION', 'global/pg_control'].every((file) => fs.existsSync(path.join(dataDir, 'pgdata', file)));
}

/** @returns {{email: string, password: string}} a login that n8n accepts */
export function newOwner() {
	return { email: 'demo@example.com', password: `Demo-${randomBytes(6).toString('hex')}-1` };
}

/** @returns {KeptState} */
function newState() {
	return {
		since: new Date().toISOString(),
		owner: newOwner(),
		encryptionKey: randomBytes(24).toString('hex'),
		ports: {},
		workflows: {},
	};
}

/** @returns {KeptState | null} */
function readState(file) {
	try {
		const state = JSON.parse(fs.readFileSync(file, 'utf8'));
		return state.owner?.password && state.encryptionKey && state.ports && state.workflows ? state : null;
	} catch {
		return null;
	}
}
