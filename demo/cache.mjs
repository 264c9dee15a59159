import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, ourselves, startOf } from './process-identity.mjs';

// What is costly to get (a Node, an n8n, server binaries) is installed once into the user's cache folder. An
// install grows in `<name>.tmp-<pid>` and becomes `<name>` by one rename, after its marker file was written:
// so a half install is never taken for a whole one, whatever kills us.

const MARKER = '.complete';

/**
 * @typedef {(text: string, passing?: boolean) => void} Progress says a line; a passing one may be overwritten
 */

/** @returns {string} the folder for everything that we keep between runs; not made yet */
export function cacheFolder() {
	return process.env.MONITOR_CACHE
		? path.resolve(process.env.MONITOR_CACHE)
		: path.join(userCacheFolder(), 'n8n-nodes-monitor');
}

/**
 * Makes the cache folder, and a file in it, to see that we may.
 * @throws an error that names MONITOR_CACHE when it cannot be written
 */
export function requireCacheFolder() {
	const folder = cacheFolder();
	const probe = path.join(folder, `.probe-${process.pid}`);
	try {
		fs.mkdirSync(folder, { recursive: true });
		fs.writeFileSync(probe, 'x');
		fs.rmSync(probe);
	} catch (error) {
		throw new Error(
			`The cache folder ${folder} cannot be written (${error.message}). ` +
				(error.code === 'ENOSPC' ? 'Make room there, or set' : 'Set') +
				' MONITOR_CACHE to a folder of yours with about 4 GB free, then run the same command again.',
		);
	}
}

/**
 * @param {string} folder
 * @returns {boolean} true when an install into this folder came to its end
 */
export function isComplete(folder) {
	return fs.existsSync(path.join(folder, MARKER));
}

/**
 * Returns the folder `<base>/<name>`, installed by `install` if it is not there yet. Of several processes that
 * ask at once one installs and the others wait for it.
 * @param {object} options
 * @param {string} options.name
 * @param {string} [options.base] the cache folder unless told
 * @param {Progress} [options.progress]
 * @param {(folder: string) => Promise<void>} options.install fills the empty folder that it is given, or throws
 * @param {(folder: string) => boolean} [options.isSound] asked of a whole install, where it may suffer later
 * @returns {Promise<string>}
 */
export async function installOnce({ name, base = cacheFolder(), progress = () => {}, install, isSound = () => true }) {
	const folder = path.join(base, name);
	const isThere = () => isComplete(folder) && isSound(folder);
	if (isThere()) return folder;
	fs.mkdirSync(base, { recursive: true });
	const release = await lock(`${folder}.lock`, isThere, name, progress);
	try {
		if (isThere()) return folder;
		removeDeadInstalls(base, name);
		const growing = `${folder}.tmp-${process.pid}`;
		fs.rmSync(growing, { recursive: true, force: true });
		fs.mkdirSync(growing);
		try {
			await install(growing);
			fs.writeFileSync(path.join(growing, MARKER), `${JSON.stringify({ name })}\n`);
			takePlace(growing, folder, isThere);
		} catch (error) {
			fs.rmSync(growing, { recursive: true, force: true });
			throw error;
		}
		return folder;
	} finally {
		release();
	}
}

function userCacheFolder() {
	if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
	if (process.platform === 'darwin') return path.join(os.homedir(), 'Library', 'Caches');
	if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? path.join(os.homedir(), 'AppData', 'Local');
	return path.join(os.homedir(), '.cache');
}

/** Makes `growing` be `folder`. What stands there and is not whole goes. */
function takePlace(growing, folder, isThere) {
	if (fs.existsSync(folder)) {
		if (isThere()) return fs.rmSync(growing, { recursive: true, force: true });
		const aside = `${folder}.tmp-0`;
		fs.rmSync(aside, { recursive: true, force: true });
		fs.renameSync(folder, aside);
		fs.rmSync(aside, { recursive: true, force: true });
	}
	fs.renameSync(growing, folder);
}

function removeDeadInstalls(base, name) {
	for (const entry of fs.readdirSync(base)) {
		if (!entry.startsWith(`${name}.tmp-`)) continue;
		const pid = Number(entry.slice(`${name}.tmp-`.length));
		if (pid === 0 || startOf(pid) === null) fs.rmSync(path.join(base, entry), { recursive: true, force: true });
	}
}

/**
 * Takes a lock file, waiting while another running process holds it. The lock only spares us doing a thing
 * twice; that two installs do not mix is ensured by their folders and the rename.
 * @param {string} file
 * @param {() => boolean} isDone true when there is nothing left to wait for
 * @param {string} what
 * @param {Progress} progress
 * @returns {Promise<() => void>} gives the lock back
 */
async function lock(file, isDone, what, progress) {
	for (let told = false; !isDone(); ) {
		try {
			fs.writeFileSync(file, JSON.stringify(ourselves()), { flag: 'wx' });
			return () => fs.rmSync(file, { force: true });
		} catch (error) {
			if (error.code !== 'EEXIST') throw error;
		}
		const holder = holderOf(file);
		if (holder === 'dead') {
			fs.rmSync(file, { force: true });
			continue;
		}
		if (!told) progress(`another process is installing ${what}: waiting for it`);
		told = true;
		await sleep(500);
	}
	return () => {};
}

/** @returns {'alive' | 'dead'} a lock file that is empty has just been made, unless it stays so */
function holderOf(file) {
	try {
		const text = fs.readFileSync(file, 'utf8');
		if (text === '') return Date.now() - fs.statSync(file).mtimeMs > 10_000 ? 'dead' : 'alive';
		return isRunning(JSON.parse(text)) ? 'alive' : 'dead';
	} catch (error) {
		return error.code === 'ENOENT' ? 'alive' : 'dead';
	}
}
