import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './ports.mjs';
import { startProcess } from './processes.mjs';

/** n8n's own choice */
export const USUAL_PORT = 5678;
const START_DEADLINE = 180_000; // ms; the first start of all migrates an empty database
const STOP_DEADLINE = 40_000; // ms; n8n itself gives its executions 30 s

/**
 * @typedef {object} N8nServer a running n8n process, on 127.0.0.1 only
 * @property {string} url
 * @property {number} port
 * @property {number} pid another one after each start
 * @property {boolean} running
 * @property {Promise<{code: number | null, signal: string | null}>} exited settles when the running process is gone
 * @property {string} userFolder
 * @property {string} logFile
 * @property {() => string} lastWords the end of what the running process has written
 * @property {() => string} log all that it has written, over all its starts
 * @property {(signal?: NodeJS.Signals) => Promise<void>} stop SIGTERM unless told; SIGKILL when it takes too long
 * @property {() => Promise<void>} kill SIGKILL
 * @property {() => Promise<void>} start again, on the same port, folder and database
 * @property {() => Promise<void>} restart stop, then start
 */

/**
 * Starts an n8n and waits until it says that it is ready.
 * @param {object} options
 * @param {string} options.nodePath
 * @param {import('./n8n-install.mjs').N8nInstall} options.n8n
 * @param {string} options.userFolder
 * @param {{host: string, port: number, user: string, password: string, database: string}} options.database
 * @param {number} [options.port] preferred; another one is taken when it is in use
 * @param {'start' | 'worker' | 'webhook'} [options.command]
 * @param {NodeJS.ProcessEnv} [options.env] added to, and stronger than, the environment that we make
 * @param {string} [options.logFile] `<userFolder>/<command>.log` unless told
 * @param {(line: string) => void} [options.onLine] called with each line of its log
 * @returns {Promise<N8nServer>}
 */
export async function startN8n({
	nodePath,
	n8n,
	userFolder,
	database,
	port,
	command = 'start',
	env = {},
	logFile,
	onLine,
}) {
	fs.mkdirSync(userFolder, { recursive: true });
	const log = logFile ?? path.join(userFolder, `${command}.log`);
	const address = { port: await freePort(port), brokerPort: await freePort() };
	const url = () => `http://127.0.0.1:${address.port}`;
	/** @type {import('./processes.mjs').Started} */
	let running;

	const start = async () => {
		running = await startProcess({
			name: `n8n ${command}`,
			command: nodePath,
			args: [n8n.binPath, command],
			cwd: userFolder,
			env: { ...environment({ nodePath, userFolder, database, command, ...address }), ...env },
			logFile: log,
			onLine,
			deadline: STOP_DEADLINE,
		});
		await untilReady(url(), running);
	};

	for (let tries = 1; ; tries++) {
		try {
			await start();
			break;
		} catch (error) {
			if (tries === 3 || !/EADDRINUSE|already in use/.test(error.message)) throw error;
			Object.assign(address, { port: await freePort(), brokerPort: await freePort() });
		}
	}

	return {
		url: url(),
		port: address.port,
		get pid() {
			return running.pid;
		},
		get running() {
			return running.running;
		},
		get exited() {
			return running.exited;
		},
		userFolder,
		logFile: log,
		lastWords: () => lastLines(running.lastWords()),
		log: () => fs.readFileSync(log, 'utf8'),
		stop: (signal = /** @type {const} */ ('SIGTERM')) => running.stop(signal),
		kill: () => running.kill(),
		start: async () => {
			if (!running.running) await start();
		},
		restart: async () => {
			await running.stop();
			await start();
		},
	};
}

/** The user's own N8N_…, DB_… and proxy variables stay outside; only what any program needs comes in. */
function environment({ nodePath, userFolder, database, command, port, brokerPort }) {
	const wanted =
		/^(PATH|HOME|USER|LOGNAME|TMPDIR|TEMP|TMP|LANG|LC_\w+|SystemRoot|windir|ComSpec|PATHEXT|USERPROFILE|(LOCAL)?APPDATA|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+)$/i;
	const kept = Object.fromEntries(Object.entries(process.env).filter(([name]) => wanted.test(name)));
	const pathName = Object.keys(kept).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	return {
		...kept,
		[pathName]: [path.dirname(nodePath), kept[pathName]].filter(Boolean).join(path.delimiter),
		NODE_ENV: 'production',
		GENERIC_TIMEZONE: 'UTC',
		TZ: 'UTC',
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: createHash('sha256').update(userFolder).digest('hex').slice(0, 32),
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(port),
		N8N_RUNNERS_BROKER_PORT: String(brokerPort),
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: database.host,
		DB_POSTGRESDB_PORT: String(database.port),
		DB_POSTGRESDB_USER: database.user,
		DB_POSTGRESDB_PASSWORD: database.password,
		DB_POSTGRESDB_DATABASE: database.database,
		...(command === 'worker' ? { QUEUE_HEALTH_CHECK_ACTIVE: 'true', QUEUE_HEALTH_CHECK_PORT: String(port) } : {}),
	};
}

async function untilReady(url, server) {
	for (const deadline = Date.now() + START_DEADLINE; ; ) {
		if (!server.running) {
			await server.exited;
			throw new Error(`${server.name} ended while starting:\n${lastLines(server.lastWords())}`);
		}
		if (await isReady(url)) return;
		if (Date.now() > deadline) {
			await server.kill();
			throw new Error(
				`${server.name} was not ready after ${START_DEADLINE / 1000} s:\n${lastLines(server.lastWords())}`,
			);
		}
		await sleep(150);
	}
}

/** While it starts n8n may answer 200 with a text that says so; ready is JSON. */
async function isReady(url) {
	try {
		const response = await fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(2_000) });
		return response.ok && (await response.text()).includes('"');
	} catch {
		return false;
	}
}

function lastLines(text) {
	return text.trim().split('\n').slice(-12).join('\n');
}
