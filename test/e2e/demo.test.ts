import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

jest.setTimeout(600_000);

const ROOT = path.join(__dirname, '..', '..');

/** Runs npm in a folder, as a person would type it, and returns what it printed and how it ended. */
async function npm(folder: string, args: string[]): Promise<{ code: number | null; lines: string[]; errors: string }> {
	const { MONITOR_TEST_TARBALL: _tarball, MONITOR_TEST_DATABASE_URL: _url, NODE_OPTIONS: _options, ...environment } = process.env;
	const child = spawn('npm', args, { cwd: folder, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
	let output = '';
	let errors = '';
	child.stdout.on('data', (text: Buffer) => (output += text.toString()));
	child.stderr.on('data', (text: Buffer) => (errors += text.toString()));
	const [code] = (await once(child, 'close')) as [number | null];
	return { code, lines: output.trim().split('\n'), errors };
}

describe('the demo', () => {
	let folder: string;

	beforeAll(() => {
		// A checkout that nobody else may enter, not even the user that PostgreSQL runs as.
		folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-checkout-'));
		const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
		for (const file of stdout.split('\0').filter(Boolean)) {
			mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
			cpSync(path.join(ROOT, file), path.join(folder, file));
		}
		chmodSync(folder, 0o700);
	});

	afterAll(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	it('plays its story in a fresh checkout of mode 0700, and its last line is one line of JSON', async () => {
		const { code, lines, errors } = await npm(folder, ['run', 'demo', '--', '--once']);
		expect([code, errors]).toEqual([0, expect.any(String)]);
		const told = JSON.parse(lines[lines.length - 1]) as Record<string, number> & { dashboard: Record<string, unknown> };
		expect(lines[lines.length - 1].startsWith('{')).toBe(true);
		expect(told.executions).toBeGreaterThanOrEqual(20);
		expect(told.logs).toBeGreaterThan(told.executions);
		expect(told.errors).toBeGreaterThan(0);
		expect(told.performance).toBeGreaterThanOrEqual(20);
		const { dashboard } = told;
		expect(dashboard.total_executions).toBe((dashboard.successful_executions as number) + (dashboard.failed_executions as number));
		expect(dashboard.total_executions).toBeGreaterThanOrEqual(20);
	});

	it('says what it does not know, and fails', async () => {
		const { code, errors, lines } = await npm(folder, ['run', 'demo', '--', '--twice']);
		expect(code).not.toBe(0);
		expect(errors + lines.join('\n')).toContain('does not know "--twice"');
	});
});
