import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../package.json';
import { blocks, PAPERS, paper, ROOT } from '../support/papers';

const PROJECTS = ['unit', 'postgres', 'e2e'];

/** Commands of all shell blocks, without their comments. */
const commands = PAPERS.flatMap((file) =>
	blocks(file, 'bash')
		.flatMap((block) => block.split('\n'))
		.map((line) => line.replace(/\s+#.*$/, '').trim())
		.filter((line) => line !== '')
		.map((command) => [file, command]),
);

describe('the papers', () => {
	it.each(PAPERS)('%s links to what is there', (file) => {
		const targets = [...paper(file).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(([, target]) => target);
		const missing = targets.filter((target) => !existsSync(path.join(ROOT, path.dirname(file), target)));
		expect(missing).toEqual([]);
	});

	it('name commands at all', () => {
		expect(commands.length).toBeGreaterThan(5);
	});

	// What each does is shown where it is run: the demo by test/e2e/demo.test.ts, the tests and the lint by the
	// gate, the command migrate by test/package/migrate-command.test.ts, the SQL by test/store/papers.test.ts.
	it.each(commands)('%s: "%s" is a command that is there', (_file, command) => {
		const script = /^npm run (\S+)/.exec(command)?.[1];
		const projects = /^npm test(?: -- (.*))?$/.exec(command)?.[1]?.split(' ') ?? [];
		const named = projects.filter((word, index) => !word.startsWith('-') && projects.slice(0, index).every((each) => !each.startsWith('-')));
		if (script !== undefined) expect(Object.keys(manifest.scripts)).toContain(script);
		else if (command.startsWith('npm test')) expect(named.filter((word) => !PROJECTS.includes(word))).toEqual([]);
		else if (command.startsWith('npx ')) expect(command.split(' ')[1]).toBe(Object.keys(manifest.bin)[0]);
		else expect(command).toBe('cd ~/.n8n/nodes && npm install n8n-nodes-monitor');
	});

	it.each(PAPERS)('%s names measurements and benchmarks that are there', (file) => {
		const named = [...paper(file).matchAll(/npm run (measure|bench) -- ([\w-]+)/g)];
		const scripts = named.map(([, kind, name]) => path.join('benchmarks', kind === 'measure' ? 'measure' : '', `${name}.mjs`));
		expect(scripts.filter((script) => !existsSync(path.join(ROOT, script)))).toEqual([]);
	});

	it('are all named by the README or by CONTRIBUTING.md', () => {
		const entrances = paper('README.md') + paper('CONTRIBUTING.md');
		expect(PAPERS.filter((file) => file !== 'README.md' && !entrances.includes(`](${file})`))).toEqual([]);
	});

	it('name every variable of ours that the code reads, and no other', () => {
		const files = execFileSync('git', ['ls-files', 'monitoring', 'demo', 'test/run.mjs', 'test/support', 'test/store', 'test/e2e', 'test/workflow-monitor'], { cwd: ROOT, encoding: 'utf8' })
			.trim()
			.split('\n')
			.filter((file) => existsSync(path.join(ROOT, file)));
		const read = new Set(files.flatMap((file) => readFileSync(path.join(ROOT, file), 'utf8').match(/\bMONITOR_[A-Z0-9_]*[A-Z0-9]\b/g) ?? []));
		// Set by the test run itself, for its own suites.
		read.delete('MONITOR_TEST_TARBALL');
		const named = new Set(paper('docs/settings.md').match(/\bMONITOR_[A-Z0-9_]*[A-Z0-9]\b/g));
		expect([...named].filter((name) => !read.has(name))).toEqual([]);
		expect([...read].filter((name) => !named.has(name))).toEqual([]);
	});
});
