import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runCommand } from '../../monitoring/cli';
import { migrationScript } from '../../monitoring/store/migration-script';
import { MIGRATIONS } from '../../monitoring/store/migrations';
import { tarball } from '../support/stage';

describe('the words of n8n-nodes-monitor', () => {
	async function run(...words: string[]) {
		const told = { out: '', error: '' };
		const code = await runCommand(words, {
			environment: {},
			out: (text) => void (told.out += text),
			error: (text) => void (told.error += text),
		});
		return { code, ...told };
	}

	it.each([
		['none'],
		['another command', 'drop'],
		['a name that every object has', 'constructor'],
		['an option before the command', '--print'],
		['an unknown option', 'migrate', '--force'],
		['a second word', 'migrate', 'postgres://me:hidden-word@host/db'],
		['a short option that is none', 'migrate', '-upostgres://me:hidden-word@host/db'],
		['a misspelt option', 'migrate', '--ulr=postgres://me:hidden-word@host/db'],
		['an option without its value', 'migrate', '--url'],
		['a value that none is wanted for', 'migrate', '--print=hidden-word'],
		['a URL of something else', 'migrate', '--url', 'mysql://me:hidden-word@host/db'],
		['a URL that is none', 'migrate', '--url', 'postgres://me:hidden-word@host:port/db'],
		['a schema that cannot be', 'migrate', '--print', '--schema', 'a"; drop table x; --'],
		['no database', 'migrate'],
	])('end with 2 and the usage: %s', async (_, ...words) => {
		const { code, out, error } = await run(...words);
		expect([code, out]).toEqual([2, '']);
		expect(error).toContain('Usage: n8n-nodes-monitor migrate [--url <url>]');
		expect(error).not.toMatch(/hidden-word|drop table/);
	});

	it.each([['--help'], ['-h'], ['help'], ['migrate', '--help'], ['migrate', '-h', '--print']])('show the usage for %s %s', async (...words) => {
		const { code, out, error } = await run(...words.filter((word) => word !== undefined));
		expect([code, error]).toEqual([0, '']);
		expect(out).toContain('--schema <name>  default: MONITOR_DATABASE_SCHEMA, else monitoring');
	});

	it('print the whole script where no database is named', async () => {
		expect(await run('migrate', '--print')).toEqual({ code: 0, out: migrationScript('monitoring', MIGRATIONS), error: '' });
		expect(await run('migrate', '--print', '--schema', 'watch')).toEqual({ code: 0, out: migrationScript('watch', MIGRATIONS), error: '' });
	});

	it('say that nothing listens, without the password', async () => {
		const { code, out, error } = await run('migrate', '--url', 'postgres://me:hidden-word@127.0.0.1:1/db');
		expect([code, out]).toEqual([1, '']);
		expect(error).toMatch(/^Nothing listens on 127\.0\.0\.1:1\. /);
		expect(error).not.toContain('hidden-word');
	});
});

describe('the command as it is installed', () => {
	let folder: string;
	let command: string;

	beforeAll(() => {
		folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-command-'));
		writeFileSync(path.join(folder, 'package.json'), '{ "private": true }');
		// Without its peer: the command has to do without n8n.
		const flags = ['--offline', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
		const { status, stderr } = spawnSync('npm', ['install', ...flags, tarball()], { cwd: folder, encoding: 'utf8' });
		if (status !== 0) throw new Error(stderr);
		command = path.join(folder, 'node_modules', '.bin', 'n8n-nodes-monitor');
	}, 60_000);

	afterAll(() => {
		rmSync(folder, { recursive: true, force: true });
	});

	function run(...words: string[]) {
		const { NODE_PATH: _nodePath, NODE_OPTIONS: _nodeOptions, MONITOR_DATABASE_URL: _url, ...env } = process.env;
		const { status, stdout, stderr } = spawnSync(command, words, { cwd: folder, env, encoding: 'utf8' });
		return { status, stdout, stderr };
	}

	it('is a small executable file', () => {
		const file = realpathSync(command);
		expect(file).toBe(path.join(realpathSync(folder), 'node_modules', 'n8n-nodes-monitor', 'dist', 'cli.js'));
		expect(statSync(file).mode & 0o111).toBe(0o111);
		expect(statSync(file).size).toBeLessThan(1_000);
		expect(readFileSync(file, 'utf8').startsWith('#!/usr/bin/env node\n')).toBe(true);
	});

	it('runs without n8n and ends with its code', () => {
		expect(run('migrate', '--print')).toEqual({ status: 0, stdout: migrationScript('monitoring', MIGRATIONS), stderr: '' });
		expect(run('--help')).toMatchObject({ status: 0, stderr: '' });
		expect(run('migrat')).toMatchObject({ status: 2, stdout: '' });
		expect(run('migrate', '--url', 'postgres://me:hidden-word@127.0.0.1:1/db')).toMatchObject({ status: 1, stdout: '' });
	});
});
