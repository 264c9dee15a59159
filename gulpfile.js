// Builds dist/: type declarations, one bundle with all of monitoring/ and third-party code, thin node files
// beside it, icons and codex files. Modules of the host stay outside: n8n gives us its own.
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { rmSync } = require('node:fs');
const { mkdir, writeFile } = require('node:fs/promises');
const path = require('node:path');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const HOST_MODULES = ['n8n-workflow', 'n8n-core', 'luxon', 'pg-native'];
const DOORS = ['agent', 'workflow-monitor', 'cli'];
const { bin, n8n } = require('./package.json');

const shared = {
	platform: 'node',
	target: 'node20',
	format: 'cjs',
	bundle: true,
	keepNames: true,
	loader: { '.sql': 'text' },
	external: HOST_MODULES,
	logLevel: 'warning',
	legalComments: 'none',
};

async function clean() {
	rmSync('dist', { recursive: true, force: true });
}

async function typeCheck() {
	const tsc = require.resolve('typescript/bin/tsc');
	const child = spawn(
		process.execPath,
		[tsc, '-p', 'tsconfig.json', '--emitDeclarationOnly', '--outDir', 'dist'],
		{ stdio: 'inherit' },
	);
	const [status] = await once(child, 'exit');
	if (status !== 0) throw new Error('The type check failed');
}

/** The doors of monitoring/ in one file, so that all nodes of one copy share their state. */
async function bundle() {
	await esbuild.build({
		...shared,
		stdin: {
			contents: DOORS.map((door) => `export * from './monitoring/${door}';\n`).join(''),
			resolveDir: __dirname,
			loader: 'ts',
		},
		minifySyntax: true,
		minifyWhitespace: true,
		outfile: 'dist/monitoring.js',
	});
}

/** Files that n8n and users load: whatever they take from monitoring/ comes out of the one bundle. */
async function doors() {
	const nodeFiles = [...n8n.nodes, ...n8n.credentials].map((file) =>
		file.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
	);
	await Promise.all(
		['index.ts', ...nodeFiles].map((file) =>
			esbuild.build({
				...shared,
				entryPoints: [file],
				outfile: path.join('dist', file.replace(/\.ts$/, '.js')),
				plugins: [fromTheBundle(file)],
			}),
		),
	);
}

/** The command: a few lines before the bundle, which has it already. */
async function command() {
	await mkdir('dist', { recursive: true });
	const lines = [
		'#!/usr/bin/env node',
		"'use strict';",
		"const { runCommand } = require('./monitoring.js');",
		'runCommand(process.argv.slice(2)).then((code) => {',
		'\tprocess.exitCode = code;',
		'});',
	];
	await writeFile(bin['n8n-nodes-monitor'], `${lines.join('\n')}\n`, { mode: 0o755 });
}

function fromTheBundle(file) {
	const depth = path.dirname(file) === '.' ? '.' : path.dirname(file).replace(/[^/]+/g, '..');
	return {
		name: 'from-the-bundle',
		setup(build) {
			build.onResolve({ filter: /\/monitoring\/(agent|workflow-monitor)$/ }, () => ({
				path: `${depth}/monitoring.js`,
				external: true,
			}));
		},
	};
}

function assets() {
	return src(['nodes/**/*.{svg,json}', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(
		dest('dist'),
	);
}

exports.build = series(clean, parallel(typeCheck, bundle, doors, command, assets));
exports.default = exports.build;
