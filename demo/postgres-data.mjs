import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { makeOwnedFolder, removeOrphans } from './owned-folder.mjs';
import { startOf } from './process-identity.mjs';

/**
 * Makes the folder of one server and gives it to the user who runs PostgreSQL.
 * @param {object} options
 * @param {string} [options.dataDir] a new one below the place's base unless told
 * @param {import('./postgres-binaries.mjs').PostgresPlace} options.place
 * @returns {string} the folder
 */
export function claimDataFolder({ dataDir, place }) {
	removeOrphans(place.dataBase, 'data', (folder) => postmasterOf(path.join(folder, 'pgdata')) !== null);
	const folder = dataDir === undefined ? makeOwnedFolder(place.dataBase, 'data') : path.resolve(dataDir);
	fs.mkdirSync(folder, { recursive: true });
	if (place.uid === undefined) return folder;

	fs.chownSync(folder, place.uid, /** @type {number} */ (place.gid));
	fs.chmodSync(folder, 0o700);
	const { status, error } = spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], {
		cwd: '/',
		uid: place.uid,
		gid: place.gid,
	});
	if (status === 0) return folder;
	throw new Error(
		`PostgreSQL does not run as root, and the user it runs as (id ${place.uid}) may not enter ${folder}` +
			`${error ? `: ${error.message}` : ''}. Name a folder below ${place.dataBase}.`,
	);
}

/**
 * After a `kill -9` the pid file stays. PostgreSQL overlooks it when no process has that id; when another
 * program has got it since, PostgreSQL would not start, so we look closer.
 * @param {string} pgdata
 * @throws when a server really runs on this data
 */
export function clearStalePidFile(pgdata) {
	const pid = postmasterOf(pgdata);
	if (pid !== null) throw new Error(`A PostgreSQL server (process ${pid}) already runs on ${pgdata}`);
	fs.rmSync(path.join(pgdata, 'postmaster.pid'), { force: true });
}

/**
 * @param {string} pgdata
 * @returns {number | null} the id of the postmaster that runs on this data
 */
export function postmasterOf(pgdata) {
	let pid;
	try {
		pid = Number(fs.readFileSync(path.join(pgdata, 'postmaster.pid'), 'utf8').split('\n')[0]);
	} catch {
		return null;
	}
	return pid > 0 && startOf(pid) !== null && commandOf(pid).includes(pgdata) ? pid : null;
}

/** @returns {string} its command line; where that cannot be read, an empty text */
function commandOf(pid) {
	if (process.platform === 'linux') {
		try {
			return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8');
		} catch {
			return '';
		}
	}
	const [command, ...args] =
		process.platform === 'win32'
			? [
					'powershell.exe',
					'-NoProfile',
					'-Command',
					`(Get-CimInstance Win32_Process -Filter "ProcessId=${pid}").CommandLine`,
				]
			: ['ps', '-o', 'command=', '-p', String(pid)];
	return spawnSync(command, args, { encoding: 'utf8', windowsHide: true }).stdout ?? '';
}
