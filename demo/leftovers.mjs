import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheFolder } from './cache.mjs';
import { isRunning, leadsGroup, ourselves, startOf } from './process-identity.mjs';

// Each run writes down what it started, in a file of its own. Should the run die without ending its
// processes, then its guardian, or else the next run, reads that file and ends them: only those, each known
// by its id and the time at which it started.

/**
 * @typedef {import('./process-identity.mjs').ProcessIdentity & {name: string, stopSignal: NodeJS.Signals}} Recorded
 */

const MARK = 'N8N_NODES_MONITOR_RUN';
const GRACE = 8_000; // ms between the polite signal and the last one

/** @returns {string} the folder of these files */
export function recordFolder() {
	return path.join(cacheFolder(), 'run');
}

/**
 * @param {string} file
 * @param {Recorded[]} children what now runs
 */
export function writeRecord(file, children) {
	try {
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(`${file}.new`, JSON.stringify({ owner: ourselves(), children }));
		fs.renameSync(`${file}.new`, file);
	} catch (error) {
		throw new Error(`What was started cannot be written down in ${path.dirname(file)}: ${error.message}`);
	}
}

/**
 * Ends what dead runs left behind; runs that are alive are let alone.
 * @returns {Promise<string[]>} the names of the processes that it ended
 */
export async function endLeftovers() {
	const ended = [];
	for (const name of fs.existsSync(recordFolder()) ? fs.readdirSync(recordFolder()) : []) {
		const file = path.join(recordFolder(), name);
		const record = readRecord(file);
		if (record !== null && !isRunning(record.owner)) ended.push(...(await endRecorded(file)));
	}
	return ended;
}

/**
 * What every process of a run has in its environment, so that one is found that its starter had no time to
 * write down.
 * @param {string} file the run's record
 * @returns {Record<string, string>}
 */
export function markOf(file) {
	return { [MARK]: path.basename(file) };
}

/**
 * Ends the processes that a file names, the last started first, and removes the file.
 * @param {string} file
 * @returns {Promise<string[]>} the names of those that still ran
 */
export async function endRecorded(file) {
	const recorded = (readRecord(file)?.children ?? []).filter(isRunning).reverse();
	const known = new Set(recorded.map(({ pid }) => pid));
	const running = [...recorded, ...unrecorded(file).filter(({ pid }) => !known.has(pid))];
	for (const child of running) signalGroup(child.pid, child.stopSignal);
	for (const deadline = Date.now() + GRACE; Date.now() < deadline && running.some(isRunning); ) await sleep(100);
	for (const child of running.filter(isRunning)) signalGroup(child.pid, 'SIGKILL');
	fs.rmSync(file, { force: true });
	return running.map((child) => child.name);
}

/**
 * Sends a signal to a process that leads a group of its own: to it alone, or, with SIGKILL, to all its group.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
	if (process.platform === 'win32') {
		spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
		return;
	}
	try {
		process.kill(signal === 'SIGKILL' ? -pid : pid, signal);
	} catch (error) {
		if (error.code !== 'ESRCH' && error.code !== 'EPERM') throw error;
	}
}

/**
 * Leaders of groups that bear the run's mark. Only Linux lets us look.
 * @returns {Recorded[]}
 */
function unrecorded(file) {
	if (process.platform !== 'linux') return [];
	const mark = `${MARK}=${path.basename(file)}\0`;
	return fs
		.readdirSync('/proc')
		.filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(mark) && leadsGroup(Number(name)))
		.map((name) => ({ pid: Number(name), start: startOf(Number(name)), name: 'a process', stopSignal: 'SIGINT' }));
}

/** @returns {string} empty where it may not be read */
function environmentOf(pid) {
	try {
		return `${fs.readFileSync(`/proc/${pid}/environ`, 'utf8')}\0`;
	} catch {
		return '';
	}
}

/** @returns {{owner: import('./process-identity.mjs').ProcessIdentity, children: Recorded[]} | null} */
function readRecord(file) {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8'));
	} catch {
		return null;
	}
}
