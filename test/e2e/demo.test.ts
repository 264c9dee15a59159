import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type * as Cache from '../../demo/cache.mjs';
import type * as KeptData from '../../demo/kept-data.mjs';
import type * as ProcessIdentity from '../../demo/process-identity.mjs';
import { until } from '../support/stage';

jest.setTimeout(600_000);

const ROOT = path.join(__dirname, '..', '..');

/** A checkout that nobody else may enter, not even the user that PostgreSQL runs as. */
let folder: string;
/** Ours, so that a demo of whoever runs the tests is let alone; what is installed is lent from theirs. */
let cache: string;
let running: ChildProcess | undefined;

/** Starts npm in the checkout, as a person would type it in a terminal of their own. */
function npm(args: string[], environment: NodeJS.ProcessEnv = {}) {
	const { MONITOR_TEST_TARBALL: _tarball, MONITOR_TEST_DATABASE_URL: _url, NODE_OPTIONS: _options, ...outer } = process.env;
	const child = spawn('npm', args, {
		cwd: folder,
		env: { ...outer, MONITOR_CACHE: cache, ...environment },
		stdio: ['ignore', 'pipe', 'pipe'],
		detached: true,
	});
	running = child;
	const said = { output: '', errors: '' };
	child.stdout.on('data', (text: Buffer) => (said.output += text.toString()));
	child.stderr.on('data', (text: Buffer) => (said.errors += text.toString()));
	const ended = once(child, 'close').then(([code]) => {
		running = undefined;
		return { code: code as number | null, lines: said.output.trim().split('\n'), ...said };
	});
	return { child, said, ended };
}

const demo = (...args: string[]) => npm(['run', 'demo', '--', ...args]);

/** The live demo, with what a person reads off it. */
function live() {
	const { child, said, ended } = npm(['run', 'demo']);
	const waitFor = async (what: () => boolean, why: string) => {
		let over = false;
		void ended.then(() => (over = true));
		await until(() => over || what(), 120_000, `${why}\n${said.output}${said.errors}`);
		if (!what()) throw new Error(`The demo has ended before: ${why}\n${said.output}${said.errors}`);
	};
	return {
		said,
		ended,
		pid: child.pid as number,
		waitFor,
		counts: () => [...said.output.matchAll(/^(\d+) executions \(/gm)].map(([, count]) => Number(count)),
		login: () => /^sign in +(.*)$/m.exec(said.output)?.[1],
		url: () => /^n8n +(http:.*)$/m.exec(said.output)?.[1],
		databaseUrl: () => /^psql +(\S+)/m.exec(said.output)?.[1] as string,
		interrupt: () => {
			process.kill(-(child.pid as number), 'SIGINT');
			return ended;
		},
	};
}

beforeAll(async () => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-checkout-'));
	cache = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-cache-'));
	const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
	for (const file of stdout.split('\0').filter((each) => each && existsSync(path.join(ROOT, each)))) {
		mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
		cpSync(path.join(ROOT, file), path.join(folder, file));
	}
	chmodSync(folder, 0o700);
	const { cacheFolder, isComplete } = (await import('../../demo/cache.mjs')) as typeof Cache;
	const installed = readdirSync(cacheFolder()).filter((name) => /^(n8n|node)-[\w.-]+$/.test(name) && isComplete(path.join(cacheFolder(), name)));
	for (const name of installed) symlinkSync(path.join(cacheFolder(), name), path.join(cache, name));
});

afterAll(async () => {
	if (running?.pid !== undefined) {
		const closed = once(running, 'close');
		process.kill(-running.pid, 'SIGTERM');
		await closed;
	}
	await demo('--reset').ended;
	for (const each of [folder, cache]) rmSync(each, { recursive: true, force: true });
});

describe('the demo', () => {
	it('plays its story in a fresh checkout of mode 0700, and its last line is one line of JSON', async () => {
		const { code, lines, errors } = await demo('--once').ended;
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
		const { code, errors, output } = await demo('--twice').ended;
		expect(code).not.toBe(0);
		expect(errors + output).toContain('does not know "--twice"');
	});

	it('says which variable helps when its cache folder cannot be written', async () => {
		const file = path.join(cache, 'a-file');
		writeFileSync(file, '');
		const { code, errors } = await npm(['run', 'demo'], { MONITOR_CACHE: path.join(file, 'below') }).ended;
		expect(code).not.toBe(0);
		expect(errors).toMatch(/cache folder \S+a-file.below cannot be written .*ENOTDIR.*Set MONITOR_CACHE to a folder of yours/s);
		expect(errors).not.toContain('    at '); // No stack.
	});
});

describe('the live demo', () => {
	let login: string | undefined;
	let count = 0;
	let databaseUrl: string;

	it('refuses a second one on the same data, and keeps the data on Ctrl-C', async () => {
		const first = live();
		await first.waitFor(() => (first.counts().at(-1) ?? 0) >= 5, 'five executions');
		login = first.login();
		expect(login).toContain('demo@example.com');
		databaseUrl = first.databaseUrl();

		const second = await demo().ended;
		expect(second.code).toBe(1);
		expect(second.errors).toMatch(new RegExp(`already running: process \\d+, ${first.url()}`));
		const reset = await demo('--reset').ended;
		expect(reset.code).toBe(1);
		expect(reset.errors).toMatch(/is running: process \d+.*Nothing is removed/s);

		count = first.counts().at(-1) as number;
		const { output } = await first.interrupt();
		expect(output).toMatch(/all that was started has ended; its data is kept/);
	});

	it('continues with the same data, and tells n8n when a server has got another port', async () => {
		const taken = await listen(Number(new URL(databaseUrl).port));
		const again = live();
		await again.waitFor(() => again.counts().length > 0, 'a first figure');
		expect(again.said.output).toContain('continuing with the data of the demo of');
		expect(again.login()).toBe(login);
		expect(again.counts()[0]).toBeGreaterThanOrEqual(count);
		expect(again.said.output).toMatch(/port \d+ is in use, so PostgreSQL for the monitor's tables listens on \d+/);
		expect(again.said.output).toMatch(/credential "Monitoring database" in n8n names .* new port/);
		const start = again.counts()[0];
		await again.waitFor(() => (again.counts().at(-1) as number) > start + 5, 'more executions, through the new port');
		count = again.counts().at(-1) as number;

		await killAll(again.pid);
		await again.ended;
		taken.close();
	});

	it('recovers when all of it was killed; its data goes by --reset, what is installed stays', async () => {
		const third = live();
		await third.waitFor(() => third.counts().length > 0, 'a first figure');
		expect(third.login()).toBe(login);
		expect(third.counts()[0]).toBeGreaterThanOrEqual(count);
		await third.interrupt();

		const { allKeptFolders } = await keptDataModule();
		expect(allKeptFolders().length).toBeGreaterThan(0);
		const reset = await demo('--reset').ended;
		expect(reset.code).toBe(0);
		expect(reset.output).toMatch(/removed \S+n8n-\d[\w.]*, \d+ MB/);
		expect(allKeptFolders()).toEqual([]);
		expect(readdirSync(cache).filter((name) => name.startsWith('n8n-'))).not.toEqual([]);
		expect((await demo('--reset').ended).output).toContain('there is no data of the demo');
	});
});

/** The demo's own word on where its data lies, for our cache folder. */
async function keptDataModule(): Promise<typeof KeptData> {
	process.env.MONITOR_CACHE = cache;
	return (await import('../../demo/kept-data.mjs')) as typeof KeptData;
}

/** Kills a process and all that it and its children have started, as when the power fails. */
async function killAll(pid: number): Promise<void> {
	const { descendantsOf } = (await import('../../demo/process-identity.mjs')) as typeof ProcessIdentity;
	for (const each of [pid, ...descendantsOf(pid)]) {
		try {
			process.kill(each, 'SIGKILL');
		} catch {
			// It has ended with its parent.
		}
	}
}

async function listen(port: number): Promise<Server> {
	const server = createServer((socket) => socket.destroy());
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return server;
}
