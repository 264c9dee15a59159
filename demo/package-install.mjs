import fs from 'node:fs';
import path from 'node:path';
import { unpack } from './tarball.mjs';

const REMOVED_BY_N8N = ['devDependencies', 'peerDependencies', 'optionalDependencies'];

/**
 * Puts a packed community package where n8n looks for it, as n8n's own "Install" leaves it: unpacked below
 * `.n8n/nodes`, its manifest without the dependencies that n8n strikes out, listed in the folder's own
 * manifest. No npm runs: our package has no dependencies. An installed copy is replaced.
 * @param {object} options
 * @param {string} options.tarball
 * @param {string} options.userFolder n8n's N8N_USER_FOLDER
 * @returns {{name: string, version: string, folder: string}}
 */
export function installPackage({ tarball, userFolder }) {
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	const arriving = path.join(nodes, `arriving-${process.pid}`);
	fs.rmSync(arriving, { recursive: true, force: true });
	fs.mkdirSync(arriving, { recursive: true });
	unpack(tarball, arriving);

	const manifest = readJson(path.join(arriving, 'package.json'));
	if (Object.keys(manifest.dependencies ?? {}).length > 0) {
		throw new Error(`${manifest.name} has run-time dependencies, which this install would not bring`);
	}
	for (const key of REMOVED_BY_N8N) delete manifest[key];
	writeJson(path.join(arriving, 'package.json'), manifest);

	const folder = path.join(nodes, 'node_modules', ...manifest.name.split('/'));
	fs.rmSync(folder, { recursive: true, force: true });
	fs.mkdirSync(path.dirname(folder), { recursive: true });
	fs.renameSync(arriving, folder);
	list(nodes, manifest);
	return { name: manifest.name, version: manifest.version, folder };
}

function list(nodes, { name, version }) {
	const file = path.join(nodes, 'package.json');
	const installed = fs.existsSync(file) ? readJson(file) : { name: 'installed-nodes', private: true };
	writeJson(file, { ...installed, dependencies: { ...installed.dependencies, [name]: version } });
}

function readJson(file) {
	return JSON.parse(fs.readFileSync(file, 'utf8'));
}

function writeJson(file, value) {
	fs.writeFileSync(file, `${JSON.stringify(value, null, '\t')}\n`);
}
