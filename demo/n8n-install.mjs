import fs from 'node:fs';
import path from 'node:path';
import { adviceFor } from './advice.mjs';
import { installOnce } from './cache.mjs';
import { freeBytes, requireSpace } from './disk-space.mjs';
import { npm } from './npm.mjs';

const DEFAULT_VERSION = '2.41.1'; // Later ones did not resolve from npm when this was written.
const NEEDED = 5e9; // bytes: n8n's own, npm's cache and some air
const MEASURE_EVERY = 3_000; // ms

/**
 * @typedef {object} N8nInstall
 * @property {string} binPath the script that Node is to run
 * @property {string} folder
 * @property {string} version
 */

/** @returns {string} the version that MONITOR_N8N_VERSION names, else ours */
export function chosenVersion() {
	const version = process.env.MONITOR_N8N_VERSION || DEFAULT_VERSION;
	if (/^\d+\.\d+\.\d+[\w.-]*$/.test(version)) return version;
	throw new Error(`"${version}" is no version of n8n: MONITOR_N8N_VERSION takes one such as ${DEFAULT_VERSION}`);
}

/**
 * An n8n in the cache folder, installed from npm unless it is there.
 * @param {object} options
 * @param {string} [options.version]
 * @param {string} options.nodePath a Node that this n8n accepts
 * @param {import('./cache.mjs').Progress} [options.progress]
 * @returns {Promise<N8nInstall>}
 */
export async function ensureN8n({ version = chosenVersion(), nodePath, progress = () => {} }) {
	const folder = await installOnce({
		name: `n8n-${version}`,
		progress,
		install: (growing) => install(growing, version, nodePath, progress),
	});
	return { binPath: path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n'), folder, version };
}

async function install(folder, version, nodePath, progress) {
	await requireSpace(
		path.dirname(folder),
		NEEDED,
		`n8n ${version} needs about 3 GB, and npm some more while it installs`,
	);
	const started = Date.now();
	fs.writeFileSync(path.join(folder, 'package.json'), `${JSON.stringify(packageFor(version), null, '\t')}\n`);
	progress(`installing n8n ${version} into ${path.dirname(folder)} (once; about 3 GB, some minutes)`);
	const stopMeasuring = await showGrowth(folder, (bytes) => {
		progress(
			`installing n8n ${version}: ${gigabytes(bytes)} of about ${gigabytes(sizeOf(version))}, ${seconds(started)}`,
			true,
		);
	});
	try {
		await npm(['i', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
			cwd: folder,
			nodePath,
		});
	} catch (error) {
		throw new Error(`n8n ${version} could not be installed. ${error.message}\n${adviceFor(error.message)}`);
	} finally {
		stopMeasuring();
	}
	progress(`n8n ${version} is installed, ${seconds(started)}`);
}

/** Versions before 2.38 take one dependency from an address outside npm; npm has an older one, which will do. */
function packageFor(version) {
	return {
		private: true,
		dependencies: { n8n: version },
		...(isBefore238(version) ? { overrides: { xlsx: '0.18.5' } } : {}),
	};
}

function isBefore238(version) {
	const [major, minor] = version.split('.').map(Number);
	return major < 2 || (major === 2 && minor < 38);
}

/** @returns {number} bytes on disk, roughly, for the progress line */
function sizeOf(version) {
	return version.startsWith('1.') ? 1.8e9 : 2.9e9;
}

/**
 * Tells again and again by how much the disk has filled since now. To add up 300,000 files would slow down
 * what we watch; the disk's own figure costs nothing, though others write to it too.
 * @param {string} folder
 * @param {(bytes: number) => void} tell
 * @returns {Promise<() => void>} stops it
 */
async function showGrowth(folder, tell) {
	const before = await freeBytes(folder);
	const timer = setInterval(() => {
		freeBytes(folder).then(
			(now) => tell(Math.max(0, before - now)),
			() => {}, // The folder has just got its name, or is gone.
		);
	}, MEASURE_EVERY);
	return () => clearInterval(timer);
}

function gigabytes(bytes) {
	return `${(bytes / 1e9).toFixed(1)} GB`;
}

function seconds(since) {
	return `${Math.round((Date.now() - since) / 1000)} s`;
}
