import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { adviceFor } from './advice.mjs';
import { cacheFolder, requireCacheFolder } from './cache.mjs';
import { npm } from './npm.mjs';
import { makeOwnedFolder, removeOrphans } from './owned-folder.mjs';

/** The checkout that this file is part of. */
export const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
let ensured = false;

/**
 * Installs this repository's own packages (`npm ci`) where they are missing or older than the lock file.
 * @param {import('./cache.mjs').Progress} [progress]
 */
export async function ensureDependencies(progress = () => {}) {
	requireCacheFolder();
	if (ensured || dependenciesAreCurrent()) return;
	const started = Date.now();
	progress("installing this repository's packages (npm ci; about 400 MB, a minute or two)");
	await npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: REPOSITORY }).catch((error) => {
		throw new Error(`The repository's packages could not be installed. ${error.message}\n${adviceFor(error.message)}`);
	});
	ensured = true;
	progress(`packages are installed, ${seconds(started)}`);
}

/**
 * Builds the package and packs it as it would be published.
 * @param {import('./cache.mjs').Progress} [progress]
 * @returns {Promise<string>} path of the tarball, in a folder of its own that is the caller's to remove (the next run does, if not)
 */
export async function buildAndPack(progress = () => {}) {
	await ensureDependencies(progress);
	const started = Date.now();
	progress('building the package');
	await npm(['run', 'build'], { cwd: REPOSITORY });
	const base = path.join(cacheFolder(), 'pack');
	removeOrphans(base, 'tarball');
	const folder = makeOwnedFolder(base, 'tarball');
	await npm(['pack', '--pack-destination', folder, '--loglevel=error'], { cwd: REPOSITORY });
	const [name] = fs.readdirSync(folder).filter((file) => file.endsWith('.tgz'));
	if (name === undefined) throw new Error(`npm pack left no tarball in ${folder}`);
	const tarball = path.join(folder, name);
	progress(`built and packed ${name}, ${Math.ceil(fs.statSync(tarball).size / 1000)} kB, ${seconds(started)}`);
	return tarball;
}

/**
 * npm writes down what it installed. Packages for other systems stand in the lock file only, and some that it
 * brings along in its own list only, so we ask whether all that is wanted is there.
 */
function dependenciesAreCurrent() {
	const wanted = packagesIn(path.join(REPOSITORY, 'package-lock.json'));
	const installed = packagesIn(path.join(REPOSITORY, 'node_modules', '.package-lock.json'));
	if (wanted === null || installed === null) return false;
	return Object.entries(wanted).every(
		([where, { version, optional, extraneous }]) =>
			where === '' || extraneous || (where in installed ? installed[where].version === version : optional === true),
	);
}

/** @returns {Record<string, {version: string, optional?: boolean, extraneous?: boolean}> | null} */
function packagesIn(file) {
	try {
		return JSON.parse(fs.readFileSync(file, 'utf8')).packages;
	} catch {
		return null;
	}
}

function seconds(since) {
	return `${Math.round((Date.now() - since) / 1000)} s`;
}
