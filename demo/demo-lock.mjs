import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning, ourselves } from './process-identity.mjs';

// One demo at a time on the same data. The file tells who it is; that of a process that is gone counts for
// nothing.

/**
 * @typedef {import('./process-identity.mjs').ProcessIdentity & {url?: string}} Holder `url` once its n8n listens
 */

const SETTLED = 150; // ms in which another may have taken the same dead lock

/**
 * @param {string} file
 * @returns {Promise<{holder: Holder} | {tell: (url: string) => void, release: () => void}>} the lock, or who has it
 */
export async function takeLock(file) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	const us = ourselves();
	const write = (more, flag) => fs.writeFileSync(file, JSON.stringify({ ...us, ...more }), { flag, mode: 0o600 });
	for (;;) {
		const holder = holderOf(file);
		if (holder !== null) return { holder };
		fs.rmSync(file, { force: true });
		try {
			write({}, 'wx');
		} catch (error) {
			if (error.code !== 'EEXIST') throw error;
		}
		await sleep(SETTLED);
		if (holderOf(file)?.pid === us.pid) break;
	}
	const release = () => {
		if (holderOf(file)?.pid === us.pid) fs.rmSync(file, { force: true });
	};
	process.once('exit', release);
	return { tell: (url) => write({ url }, 'w'), release };
}

/**
 * @param {string} file
 * @returns {Holder | null} null when nobody has it
 */
export function holderOf(file) {
	try {
		const holder = JSON.parse(fs.readFileSync(file, 'utf8'));
		return isRunning(holder) ? holder : null;
	} catch {
		return null;
	}
}

/**
 * @param {Holder} holder
 * @returns {string}
 */
export function inWords({ pid, url }) {
	return url === undefined ? `process ${pid}, which is still starting` : `process ${pid}, ${url}`;
}
