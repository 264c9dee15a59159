import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type * as Advice from '../../demo/advice.mjs';
import type * as DemoLock from '../../demo/demo-lock.mjs';
import type * as KeptData from '../../demo/kept-data.mjs';

// What the live demo keeps, without an n8n. demo.test.ts walks it with one.

const OUTER = process.env.MONITOR_CACHE;
let cache: string;
let said: string[];
let keptModule: typeof KeptData;

const progress = (text: string) => void said.push(text);

/** Data of a version, opened as by a user for whom PostgreSQL's data lies in the same folder. */
function open(version = '2.41.1') {
	const kept = keptModule.keptData(version);
	kept.open({ place: { bin: '', dataBase: cache }, progress });
	return kept;
}

/** As much of a cluster as is looked at. */
function makeClusters(kept: KeptData.KeptData) {
	for (const server of ['postgres-n8n', 'postgres-monitor'] as const) {
		const pgdata = path.join(kept.dataDir(server), 'pgdata');
		mkdirSync(path.join(pgdata, 'global'), { recursive: true });
		writeFileSync(path.join(pgdata, 'PG_VERSION'), '17\n');
		writeFileSync(path.join(pgdata, 'global', 'pg_control'), '');
	}
	kept.remember({ hasData: true });
}

beforeEach(async () => {
	cache = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-cache-'));
	process.env.MONITOR_CACHE = cache;
	said = [];
	keptModule = (await import('../../demo/kept-data.mjs')) as typeof KeptData;
});

afterEach(() => {
	rmSync(cache, { recursive: true, force: true });
	if (OUTER === undefined) delete process.env.MONITOR_CACHE;
	else process.env.MONITOR_CACHE = OUTER;
});

describe('the data that the demo keeps', () => {
	it('is the same at the next start, and its passwords are for its owner only', () => {
		const first = open();
		makeClusters(first);
		first.remember({ ports: { n8n: 5679 } });
		const second = open();
		expect(second.state).toEqual(first.state);
		expect(said).toEqual([expect.stringContaining('continuing with the data')]);
		expect(statSync(path.join(second.folder, 'state.json')).mode & 0o077).toBe(0);
	});

	it('is another for each version of n8n', () => {
		const newer = open('2.41.1');
		const older = open('2.40.7');
		expect(older.folder).not.toBe(newer.folder);
		expect(older.state.encryptionKey).not.toBe(newer.state.encryptionKey);
		expect(said).toEqual([]);
	});

	it('starts afresh, and says so, when the data of PostgreSQL is gone', () => {
		const first = open();
		makeClusters(first);
		mkdirSync(path.join(first.folder, 'n8n'));
		rmSync(first.dataDir('postgres-monitor'), { recursive: true });
		const second = open();
		expect(said).toEqual([expect.stringMatching(/its PostgreSQL data is gone from \S+postgres-monitor .*; starting afresh/)]);
		expect(second.state.owner.password).not.toBe(first.state.owner.password);
		expect(existsSync(path.join(second.folder, 'n8n'))).toBe(false);
	});

	it('goes on where a first start was killed before its servers had data', () => {
		const { state } = open();
		expect(open().state.owner).toEqual(state.owner);
	});

	it.each([['{"half":'], ['{}']])('starts afresh, and says so, when its state file holds %s', (text) => {
		const first = open();
		makeClusters(first);
		writeFileSync(path.join(first.folder, 'state.json'), text);
		open();
		expect(said).toEqual([expect.stringMatching(/state\.json is missing or damaged; starting afresh/)]);
	});
});

describe('the lock on that data', () => {
	let lock: typeof DemoLock;
	let file: string;

	beforeEach(async () => {
		lock = (await import('../../demo/demo-lock.mjs')) as typeof DemoLock;
		file = path.join(cache, 'demo', 'data', 'n8n-1.2.3.lock');
	});

	it('is held by one, who says where its n8n listens', async () => {
		const taken = await lock.takeLock(file);
		if ('holder' in taken) throw new Error('nobody else is here');
		taken.tell('http://127.0.0.1:5678');
		const refused = await lock.takeLock(file);
		expect(refused).toEqual({ holder: expect.objectContaining({ pid: process.pid, url: 'http://127.0.0.1:5678' }) });
		taken.release();
		expect(existsSync(file)).toBe(false);
	});

	it('counts for nothing when its holder is gone, even if another process has got its id', async () => {
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, JSON.stringify({ pid: process.pid, start: 'of another boot' }));
		const taken = await lock.takeLock(file);
		expect('holder' in taken).toBe(false);
		expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
		if ('release' in taken) taken.release();
	});
});

describe('what to do about a failure', () => {
	it.each([
		['npm error code ENOSPC\nnospc ENOSPC: no space left on device, write', /disk is full.*MONITOR_CACHE/],
		['code EAI_AGAIN: getaddrinfo EAI_AGAIN registry.npmjs.org', /registry cannot be reached/],
		['code EACCES: permission denied, mkdir', /MONITOR_CACHE/],
		['code ETARGET: No matching version found for n8n@2.999.0', /MONITOR_N8N_VERSION/],
	])('of an install: %s', async (message, advice) => {
		const { adviceFor } = (await import('../../demo/advice.mjs')) as typeof Advice;
		expect(adviceFor(message)).toMatch(advice);
	});

	it('of a server on a full disk, once', async () => {
		const { withAdvice } = (await import('../../demo/advice.mjs')) as typeof Advice;
		const message = withAdvice('FATAL: could not write to file "pg_wal/xlogtemp.1": No space left on device');
		expect(message).toMatch(/The disk is full/);
		expect(withAdvice(message)).toBe(message);
		expect(withAdvice('something else')).toBe('something else');
	});
});
