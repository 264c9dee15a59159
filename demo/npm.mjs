import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache.mjs';
import { makeOwnedFolder, removeOrphans } from './owned-folder.mjs';
import { startProcess } from './processes.mjs';

const NO_NPM =
	`npm was not found, neither beside this Node (${process.execPath}) nor on PATH. It comes with Node: install Node 20 ` +
	'or newer from https://nodejs.org or by your package manager, which may have npm as a package of its own.';

/**
 * Runs the machine's npm, under a Node of our choice. It ends with us, however we end.
 * @param {string[]} args
 * @param {object} options
 * @param {string} options.cwd
 * @param {string} [options.nodePath] the Node that runs npm and what npm starts; ours unless told
 * @throws an error with npm's own words when it fails
 */
export async function npm(args, { cwd, nodePath = process.execPath }) {
	const { command, prefix } = npmCommand(nodePath);
	const base = path.join(cacheFolder(), 'npm');
	removeOrphans(base, 'log');
	const folder = makeOwnedFolder(base, 'log');
	try {
		const running = await startProcess({
			name: `npm ${args[0]}`,
			command,
			args: [...prefix, ...args],
			cwd,
			env: environmentFor(nodePath),
			logFile: path.join(folder, 'npm.log'),
			shell: prefix.length === 0 && process.platform === 'win32', // npm.cmd is run by a shell only.
		}).catch((error) => {
			throw prefix.length === 0 ? new Error(`${NO_NPM} (${error.message})`) : error;
		});
		const { code, signal } = await running.exited;
		if (code === 0) return;
		throw new Error(`npm ${args.join(' ')} failed (${code ?? signal}): ${reasonIn(running.lastWords())}`);
	} finally {
		fs.rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * npm's command line script, so that it can be run by any Node; where only a wrapper is found, that.
 * @param {string} nodePath
 */
function npmCommand(nodePath) {
	const beside = path.dirname(process.execPath);
	const candidates = [
		process.env.npm_execpath ?? '',
		path.join(beside, '../lib/node_modules/npm/bin/npm-cli.js'),
		path.join(beside, 'node_modules/npm/bin/npm-cli.js'),
		npmOnPath(),
	];
	const script = candidates.find((file) => path.basename(file) === 'npm-cli.js' && fs.existsSync(file));
	return script === undefined ? { command: 'npm', prefix: [] } : { command: nodePath, prefix: [script] };
}

/** @returns {string} where `npm` on PATH leads to, or an empty text */
function npmOnPath() {
	for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
		const file = path.join(folder, 'npm');
		if (folder !== '' && fs.existsSync(file)) return fs.realpathSync(file);
	}
	return '';
}

/**
 * The user's environment with that Node first on PATH, without what an outer `npm run` has put there: those
 * variables describe our package and its .npmrc.
 */
function environmentFor(nodePath) {
	const foreign =
		/^npm_(lifecycle|package|command|execpath|node_execpath|config_(ignore_scripts|omit|prefix|local_prefix|global_prefix|dry_run))/i;
	const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
	const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	return {
		...Object.fromEntries(kept),
		[key]: [path.dirname(nodePath), process.env[key]].filter(Boolean).join(path.delimiter),
		npm_config_update_notifier: 'false',
	};
}

/**
 * npm's own complaint, which begins with a code; else the end of what the program said that npm ran.
 * @param {string} log
 */
function reasonIn(log) {
	const lines = log.split('\n').filter((line) => line.trim() !== '');
	const complaint = lines.filter(
		(line) => /^npm (error|ERR!) [^\s}]/.test(line) && !/complete log of this run/i.test(line),
	);
	const ofNpm = complaint.findIndex((line) => / code E[A-Z]/.test(line));
	const telling =
		ofNpm >= 0 ? complaint.slice(ofNpm, ofNpm + 6) : lines.filter((line) => !/^npm |^> /.test(line)).slice(-12);
	return telling.map((line) => line.replace(/^npm (error|ERR!) /, '')).join('\n  ') || 'it gave no reason';
}
