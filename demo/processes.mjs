import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { endLeftovers, markOf, recordFolder, signalGroup, writeRecord } from './leftovers.mjs';
import { startOf } from './process-identity.mjs';

export { freePort } from './ports.mjs';
export { endLeftovers };

/**
 * @typedef {object} Started
 * @property {string} name
 * @property {number} pid
 * @property {boolean} running
 * @property {Promise<{code: number | null, signal: string | null}>} exited
 * @property {() => string} log all that its log file holds of stdout and stderr
 * @property {() => string} lastWords the end of what it wrote; kept in memory, for the disk may be full
 * @property {(signal?: NodeJS.Signals, deadline?: number) => Promise<void>} stop asks it to end; SIGKILL after `deadline` ms
 * @property {() => Promise<void>} kill SIGKILL to it and its group
 */

/** @type {Map<Started, import('./leftovers.mjs').Recorded>} */
const started = new Map();
const recordFile = path.join(recordFolder(), `${process.pid}-${Date.now().toString(36)}.json`);
const REMEMBERED = 20_000; // characters
let guarded = false;

/**
 * Starts a process in a group of its own (a Ctrl-C in the terminal is ours to handle, not the child's) that
 * ends when we end, however we end.
 * @param {object} options
 * @param {string} options.name as messages call it
 * @param {string} options.command
 * @param {string[]} options.args
 * @param {string} options.cwd
 * @param {NodeJS.ProcessEnv} options.env
 * @param {string} options.logFile what it writes is appended there
 * @param {number} [options.uid]
 * @param {number} [options.gid]
 * @param {(line: string) => void} [options.onLine] called with each line that it writes
 * @param {NodeJS.Signals} [options.stopSignal]
 * @param {number} [options.deadline] ms that it has to end
 * @param {boolean} [options.shell] run by the system's shell
 * @returns {Promise<Started>}
 */
export async function startProcess(options) {
	const {
		name,
		command,
		args,
		cwd,
		env,
		uid,
		gid,
		logFile,
		stopSignal = 'SIGTERM',
		deadline = 10_000,
		shell = false,
	} = options;
	fs.mkdirSync(path.dirname(logFile), { recursive: true });
	guard();
	const log = fs.openSync(logFile, 'a');
	const child = spawn(command, args, {
		cwd,
		env: { ...env, ...markOf(recordFile) },
		uid,
		gid,
		shell,
		detached: process.platform !== 'win32',
		stdio: ['ignore', 'pipe', 'pipe'],
		windowsHide: true,
	});
	if (child.pid === undefined) {
		const [error] = await once(child, 'error');
		fs.closeSync(log);
		throw new Error(`${name} cannot be started: ${error.message}`);
	}

	let said = '';
	/** @type {Started} */
	const handle = {
		name,
		pid: child.pid,
		running: true,
		exited: new Promise((resolve) => {
			child.once('close', (code, signal) => {
				fs.closeSync(log);
				resolve({ code, signal });
			});
		}),
		log: () => fs.readFileSync(logFile, 'utf8'),
		lastWords: () => said,
		stop: (signal = stopSignal, time = deadline) => end(handle, signal, time),
		kill: () => end(handle, 'SIGKILL', 0),
	};
	// Written down before anything else may happen to us.
	note(() => started.set(handle, { name, pid: handle.pid, start: startOf(handle.pid), stopSignal }));
	child.once('exit', () => {
		handle.running = false;
		// What it started itself does not outlive it; the group's id is ours as long as one of the group lives.
		if (process.platform !== 'win32') signalGroup(handle.pid, 'SIGKILL');
		try {
			note(() => started.delete(handle));
		} catch {
			// The disk is full, say. A file that names a process which is gone does no harm.
		}
	});
	const splitter = lineSplitter(options.onLine);
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk) => {
			said = (said + chunk.toString()).slice(-REMEMBERED);
			writeIfPossible(log, chunk);
			splitter(chunk);
		});
	}
	return handle;
}

/** Ends all that this process started, the last started first. */
export async function stopAll() {
	for (const each of [...started.keys()].reverse()) await each.stop();
	fs.rmSync(recordFile, { force: true });
}

/**
 * Runs `action` on the first Ctrl-C, SIGTERM or SIGHUP, then exits with 0. A second one, a while later, kills
 * at once. (npm passes on a Ctrl-C that the terminal has sent us already: two within a moment are one.)
 * @param {() => Promise<void>} action
 */
export function onInterrupt(action) {
	let first = 0;
	const react = async () => {
		if (first !== 0) {
			if (Date.now() - first < 2_000) return;
			for (const each of started.keys()) signalGroup(each.pid, 'SIGKILL');
			process.exit(130);
		}
		first = Date.now();
		try {
			await action();
			process.exit(0);
		} catch (error) {
			process.stderr.write(`${error.message}\n`);
			process.exit(1);
		}
	};
	for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) process.on(signal, () => void react());
}

/** Changes what runs, and the file that tells of it. */
function note(change) {
	change();
	writeRecord(recordFile, [...started.values()]);
}

/** On a full disk the log has a gap; what runs does not care. */
function writeIfPossible(file, chunk) {
	try {
		fs.writeSync(file, chunk);
	} catch {
		// Its last words are kept in memory.
	}
}

/** @param {Started} each */
async function end(each, signal, deadline) {
	if (each.running) signalGroup(each.pid, signal);
	const timer = setTimeout(() => each.running && signalGroup(each.pid, 'SIGKILL'), deadline);
	await each.exited;
	clearTimeout(timer);
}

/** Starts the process that ends our children when we are gone (guardian.mjs), once. */
function guard() {
	if (guarded) return;
	guarded = true;
	const script = fileURLToPath(new URL('./guardian.mjs', import.meta.url));
	const guardian = spawn(process.execPath, [script, recordFile], {
		cwd: path.dirname(script),
		detached: true,
		stdio: ['pipe', 'ignore', 'ignore'],
		windowsHide: true,
	});
	guardian.on('error', () => {}); // Without it the next run cleans up.
	guardian.unref();
	/** @type {import('node:net').Socket} */ (guardian.stdin).unref();
}

/** @returns {(chunk: Buffer) => void} */
function lineSplitter(onLine) {
	if (onLine === undefined) return () => {};
	let rest = '';
	return (chunk) => {
		const lines = (rest + chunk.toString()).split(/\r?\n/);
		rest = lines.pop() ?? '';
		lines.forEach((line) => onLine(line));
	};
}
