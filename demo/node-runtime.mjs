import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { adviceFor } from './advice.mjs';
import { installOnce } from './cache.mjs';
import { npm } from './npm.mjs';

/**
 * A Node binary that is new enough for n8n: the running one, else the one that npm brings as a package.
 * @param {number} [minMajor]
 * @param {import('./cache.mjs').Progress} [progress]
 * @returns {Promise<string>} path of the binary
 */
export async function ensureNode(minMajor = 24, progress = () => {}) {
	const ours = process.versions.node.split('.').map(Number)[0];
	if (ours >= minMajor) return process.execPath;

	const name = `node-${minMajor}`;
	const folder = await installOnce({
		name,
		progress,
		install: async (growing) => {
			progress(
				`getting Node ${minMajor} (this is Node ${process.versions.node}, too old for n8n; about 45 MB to load)`,
			);
			const started = Date.now();
			fs.writeFileSync(path.join(growing, 'package.json'), '{"private":true}\n');
			await npm(
				['i', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `${packageName()}@${minMajor}`],
				{
					cwd: growing,
				},
			).catch((error) => {
				throw new Error(`Node ${minMajor} could not be installed. ${error.message}\n${adviceFor(error.message)}`);
			});
			checkRuns(binaryIn(growing));
			progress(`Node ${minMajor} is there, ${Math.round((Date.now() - started) / 1000)} s`);
		},
	});
	return binaryIn(folder);
}

/** npm's packages of Node are named by its own words for system and processor. */
function packageName() {
	const system = process.platform === 'win32' ? 'win' : process.platform;
	return `node-${system}-${process.arch}`;
}

function binaryIn(folder) {
	const file = process.platform === 'win32' ? 'node.exe' : 'node';
	return path.join(folder, 'node_modules', packageName(), 'bin', file);
}

function checkRuns(binary) {
	if (process.platform !== 'win32') fs.chmodSync(binary, 0o755);
	const { status, stderr, error } = spawnSync(binary, ['--version'], { encoding: 'utf8', windowsHide: true });
	if (status !== 0) throw new Error(`${binary} does not run on this machine: ${error?.message ?? stderr}`);
}
