import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { accepts, freePort } from './ports.mjs';
import { placePostgres } from './postgres-binaries.mjs';
import { claimDataFolder, clearStalePidFile } from './postgres-data.mjs';
import { descendantsOf } from './process-identity.mjs';
import { startProcess } from './processes.mjs';

const USER = 'postgres';
const START_DEADLINE = 60_000; // ms; recovery after a kill is part of a start

/**
 * @typedef {object} Postgres a running server, on 127.0.0.1 only
 * @property {string} url superuser on database `postgres`
 * @property {string} adminUrl the same
 * @property {'127.0.0.1'} host
 * @property {number} port
 * @property {string} user
 * @property {string} password
 * @property {string} database
 * @property {string} dataDir a folder of its own: the cluster is in `pgdata` below it
 * @property {string} logFile
 * @property {number} pid of the postmaster; another one after each start
 * @property {boolean} running
 * @property {Promise<unknown>} exited settles when the running postmaster is gone
 * @property {() => string} lastWords the end of what the running server has written
 * @property {() => Promise<void>} start again, on the same data and port
 * @property {(mode?: 'smart' | 'fast' | 'immediate') => Promise<void>} stop
 * @property {() => Promise<void>} kill SIGKILL to the postmaster and all its processes, as when the power fails
 * @property {(name: string) => Promise<string>} createDatabase its url; an existing one is left as it is
 * @property {() => Promise<void>} remove stops it and deletes its data
 */

/**
 * Starts a PostgreSQL server with data of its own.
 * @param {object} [options]
 * @param {string} [options.name] as messages call it
 * @param {string} [options.dataDir] an existing one is started again; a new one below the temporary folder unless told
 * @param {number} [options.port] a free one unless told
 * @param {number} [options.preferredPort] taken if it is free
 * @param {boolean} [options.fast] true: commits are not forced to disk, for data that nobody will miss
 * @param {Record<string, string | number>} [options.settings] of postgresql.conf
 * @param {import('./cache.mjs').Progress} [options.progress]
 * @returns {Promise<Postgres>}
 */
export async function startPostgres({
	name = 'postgres',
	dataDir,
	port,
	preferredPort,
	fast = false,
	settings = {},
	progress = () => {},
} = {}) {
	const place = await placePostgres(progress);
	const folder = claimDataFolder({ dataDir, place });
	const pgdata = path.join(folder, 'pgdata');
	const logFile = path.join(folder, 'postgres.log');
	const password = initialise({ folder, pgdata, place, fast });
	const fixedPort = port !== undefined;
	let usedPort = port ?? (await freePort(preferredPort));
	/** @type {import('./processes.mjs').Started} */
	let server;

	const start = async () => {
		clearStalePidFile(pgdata);
		server = await startProcess({
			name,
			command: program(place, 'postgres'),
			args: ['-D', pgdata, ...flags({ port: usedPort, fast, settings })],
			cwd: folder,
			env: environment(),
			uid: place.uid,
			gid: place.gid,
			logFile,
			stopSignal: 'SIGINT',
			deadline: 20_000,
		});
		await untilReady({ name, server, pgdata, port: usedPort });
	};

	for (let tries = 1; ; tries++) {
		try {
			await start();
			break;
		} catch (error) {
			if (!fixedPort && tries < 3 && /Address already in use|could not bind/i.test(error.message)) {
				usedPort = await freePort();
				continue;
			}
			if (dataDir === undefined) fs.rmSync(folder, { recursive: true, force: true });
			throw error;
		}
	}

	const url = (database) => `postgres://${USER}:${password}@127.0.0.1:${usedPort}/${database}`;
	const postgres = {
		url: url('postgres'),
		adminUrl: url('postgres'),
		host: /** @type {const} */ ('127.0.0.1'),
		port: usedPort,
		user: USER,
		password,
		database: 'postgres',
		dataDir: folder,
		logFile,
		get pid() {
			return server.pid;
		},
		get running() {
			return server.running;
		},
		get exited() {
			return server.exited;
		},
		lastWords: () => lastLines(server.lastWords()),
		start: async () => {
			if (!server.running) await start();
		},
		stop: (mode = /** @type {const} */ ('fast')) => stop(server, mode, place, pgdata),
		kill: () => kill(server),
		createDatabase: async (database) => {
			await createDatabase(url('postgres'), database);
			return url(encodeURIComponent(database));
		},
		remove: async () => {
			await stop(server, 'immediate', place, pgdata);
			fs.rmSync(folder, { recursive: true, force: true });
		},
	};
	return postgres;
}

/**
 * Makes a database on a server, unless it has it.
 * @param {string} adminUrl of a user who may
 * @param {string} name
 */
export async function createDatabase(adminUrl, name) {
	const { default: pg } = await import('pg');
	const client = new pg.Client({ connectionString: adminUrl });
	await client.connect();
	try {
		await client.query(`create database "${name.replaceAll('"', '""')}"`);
	} catch (error) {
		if (error.code !== '42P04') throw error; // duplicate_database
	} finally {
		await client.end();
	}
}

/**
 * Makes the cluster unless it is there. It grows beside its place, so that a half one is never taken for a
 * whole one, whatever kills us.
 * @returns {string} the superuser's password
 */
function initialise({ folder, pgdata, place, fast }) {
	const passwordFile = path.join(folder, 'password');
	if (fs.existsSync(path.join(pgdata, 'PG_VERSION'))) return fs.readFileSync(passwordFile, 'utf8').trim();
	const password = randomBytes(12).toString('hex');
	fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
	if (place.uid !== undefined) fs.chownSync(passwordFile, place.uid, place.gid);
	const growing = `${pgdata}.new`;
	fs.rmSync(growing, { recursive: true, force: true });
	const args = ['-D', growing, '-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
	const { status, stdout, stderr, error } = spawnSync(
		program(place, 'initdb'),
		[...args, '--locale=C', ...(fast ? ['--no-sync'] : [])],
		{
			cwd: folder,
			env: environment(),
			uid: place.uid,
			gid: place.gid,
			encoding: 'utf8',
			windowsHide: true,
		},
	);
	if (status === 0) {
		fs.renameSync(growing, pgdata);
		return password;
	}
	fs.rmSync(growing, { recursive: true, force: true });
	throw new Error(`initdb failed in ${folder}: ${error?.message ?? lastLines(`${stdout}\n${stderr}`)}`);
}

function flags({ port, fast, settings }) {
	const all = {
		listen_addresses: '127.0.0.1',
		port,
		unix_socket_directories: '',
		timezone: 'UTC',
		log_timezone: 'UTC',
		max_connections: 200,
		shared_buffers: '64MB',
		...(fast ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
		...settings,
	};
	return Object.entries(all).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
}

/** Ready is what the postmaster itself writes into its pid file, and a port that accepts. */
async function untilReady({ name, server, pgdata, port }) {
	for (const deadline = Date.now() + START_DEADLINE; ; ) {
		if (!server.running) {
			await server.exited;
			throw new Error(`${name} ended while starting:\n${lastLines(server.lastWords())}`);
		}
		const lines = readOrEmpty(path.join(pgdata, 'postmaster.pid')).split('\n');
		if (Number(lines[0]) === server.pid && lines[7]?.trim() === 'ready' && (await accepts(port))) return;
		if (Date.now() > deadline) {
			await server.kill();
			throw new Error(`${name} was not ready after ${START_DEADLINE / 1000} s:\n${lastLines(server.lastWords())}`);
		}
		await sleep(30);
	}
}

async function stop(server, mode, place, pgdata) {
	if (process.platform === 'win32' && server.running) {
		spawnSync(program(place, 'pg_ctl'), ['stop', '-D', pgdata, '-m', mode, '-t', '20'], { windowsHide: true });
	}
	await server.stop({ smart: 'SIGTERM', fast: 'SIGINT', immediate: 'SIGQUIT' }[mode]);
}

/** Each backend leads a group of its own, and a busy one does not see at once that its postmaster is gone. */
async function kill(server) {
	const backends = server.running ? descendantsOf(server.pid) : [];
	const killed = server.kill();
	for (const pid of backends) {
		try {
			process.kill(pid, 'SIGKILL');
		} catch {
			// It is gone already.
		}
	}
	await killed;
}

function program(place, name) {
	return path.join(place.bin, process.platform === 'win32' ? `${name}.exe` : name);
}

/** Nothing of the user's: PGDATA, PGPORT and the like would be heeded. */
function environment() {
	const kept = ['PATH', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'].filter((name) => process.env[name] !== undefined);
	return { ...Object.fromEntries(kept.map((name) => [name, process.env[name]])), LC_ALL: 'C' };
}

function readOrEmpty(file) {
	try {
		return fs.readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

function lastLines(text) {
	return text.trim().split('\n').slice(-8).join('\n');
}
