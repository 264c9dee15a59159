import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type * as TarballModule from '../../demo/tarball.mjs';
import manifest from '../../package.json';
import { tarball } from '../support/stage';

const ROOT = path.join(__dirname, '..', '..');

/** Runs a line of JavaScript in a Node of its own, without any of our packages in reach. */
function bareNode(folder: string, code: string): string {
	const { NODE_PATH: _nodePath, NODE_OPTIONS: _nodeOptions, ...environment } = process.env;
	const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', code], { cwd: folder, env: environment, encoding: 'utf8' });
	if (status !== 0) throw new Error(stderr);
	return stdout.trim();
}

describe('the packed package', () => {
	let folder: string;
	let home: string;
	let files: string[];

	beforeAll(async () => {
		folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-packed-'));
		home = path.join(folder, 'node_modules', 'n8n-nodes-monitor');
		mkdirSync(home, { recursive: true });
		const { unpack } = (await import('../../demo/tarball.mjs')) as typeof TarballModule;
		unpack(tarball(), home);
		files = readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((file) => statSync(path.join(home, file)).isFile());
	});

	afterAll(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	it('holds what a user needs, in at most 4 MB, and no test, benchmark or source', () => {
		const bytes = files.reduce((sum, file) => sum + statSync(path.join(home, file)).size, 0);
		expect(bytes).toBeLessThanOrEqual(4_000_000);
		expect(files.filter((file) => /(^|\/)(test|tests|benchmarks|demo|node_modules)\//.test(file))).toEqual([]);
		expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
		expect(files).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'CHANGELOG.md', 'package.json', 'dist/index.js', 'dist/index.d.ts']));
		for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) expect(files).toContain(file);
	});

	it('has no run-time dependencies and no list that would have n8n load it lazily', () => {
		const packed = JSON.parse(readFileSync(path.join(home, 'package.json'), 'utf8')) as Record<string, unknown>;
		expect(packed.dependencies ?? {}).toEqual({});
		expect(packed.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		expect(Object.keys((packed.scripts ?? {}) as object).filter((name) => /install|prepare/.test(name))).toEqual([]);
		expect(existsSync(path.join(home, 'dist', 'known'))).toBe(false);
	});

	it('has the icons that its nodes name', () => {
		for (const file of manifest.n8n.nodes) {
			const code = readFileSync(path.join(home, file), 'utf8');
			const icons = [...code.matchAll(/file:([\w./-]+\.svg)/g)].map(([, icon]) => icon);
			expect(icons).toHaveLength(2);
			for (const icon of icons) expect(existsSync(path.join(home, path.dirname(file), icon))).toBe(true);
		}
	});

	it('loads in bare Node as a library', () => {
		const names = bareNode(folder, "console.log(Object.keys(require('n8n-nodes-monitor')).sort().join())");
		for (const name of ['WorkflowMonitor', 'workflowMonitor', 'maskSecrets', 'classifyError']) expect(names.split(',')).toContain(name);
		const shown = bareNode(
			folder,
			`const m = require('n8n-nodes-monitor');
			console.log(JSON.stringify([m.classifyError({ httpCode: '404', name: 'NodeApiError', message: 'x' }, null), m.maskSecrets({ password: 'hunter2' })]))`,
		);
		expect(JSON.parse(shown)[0]).toMatchObject({ error_type: 'data', code: '404', retryable: false });
		expect(shown).not.toContain('hunter2');
	});

	it("has node files that export their class only and load outside of n8n with n8n's modules in reach", () => {
		for (const name of ['n8n-workflow', 'luxon']) {
			const host = path.join(folder, 'node_modules', name);
			if (!existsSync(host)) symlinkSync(path.join(ROOT, 'node_modules', name), host, 'dir');
		}
		for (const file of [...manifest.n8n.nodes, ...manifest.n8n.credentials]) {
			const name = path.basename(file).split('.')[0];
			const shown = bareNode(
				folder,
				`const m = require('n8n-nodes-monitor/${file}');
				const thing = new m['${name}']();
				console.log(JSON.stringify([Object.keys(m), m['${name}'].name, thing.description?.name ?? thing.name]))`,
			);
			const [exported, className, typeName] = JSON.parse(shown) as [string[], string, string];
			expect([exported, className]).toEqual([[name], name]);
			expect(typeName).toBe(name.charAt(0).toLowerCase() + name.slice(1));
		}
	});
});
