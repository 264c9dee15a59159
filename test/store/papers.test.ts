import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '../../monitoring/store/migrate';
import { Store } from '../../monitoring/store/pool';
import { upsertInstance } from '../../monitoring/store/write/upsert-instance';
import type * as TarballModule from '../../demo/tarball.mjs';
import { createDatabase, type TestDatabase } from '../support/database';
import { blocks, paper } from '../support/papers';
import { tarball } from '../support/stage';

/** The names in the papers are everybody's: on a server that others use too, ours must differ. */
const NAME = `n8n_monitor_${process.pid}`;

describe('what the papers say, on a real PostgreSQL', () => {
	let server: TestDatabase;

	beforeAll(async () => {
		server = await createDatabase();
	});

	afterAll(async () => {
		await server.sql(`drop database if exists ${NAME} with (force)`);
		await server.sql(`drop role if exists ${NAME}`);
		await server.drop();
	});

	function urlAs(user: string, password: string, database: string): string {
		const url = new URL(server.url);
		url.username = user;
		url.password = encodeURIComponent(password);
		url.pathname = `/${database}`;
		return url.href;
	}

	it('the SQL of docs/install.md makes a database that the monitor can use', async () => {
		const [sql] = blocks('docs/install.md', 'sql');
		for (const statement of sql.split(';').map((text) => text.trim()).filter(Boolean)) {
			await server.sql(statement.replaceAll('n8n_monitor', NAME));
		}
		const store = new Store({ connectionString: urlAs(NAME, 'choose one', NAME), schema: 'monitoring' });
		try {
			expect(await migrate(store)).not.toEqual([]);
			await upsertInstance(store, { instanceId: 'papers', n8nVersion: null, packageVersion: '0' });
		} finally {
			await store.end();
		}
	});

	it('the statement for a role without the right to create schemas gives it one', async () => {
		const [, statement] = /`(create schema monitoring authorization n8n_monitor)`/.exec(paper('docs/install.md')) ?? [];
		await server.sql(statement.replaceAll('n8n_monitor', NAME));
		const store = new Store({ connectionString: urlAs(NAME, 'choose one', server.name), schema: 'monitoring' });
		try {
			expect(await migrate(store)).not.toEqual([]);
		} finally {
			await store.end();
		}
	});

	it("the README's script runs in a plain Node with the packed package", async () => {
		const folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-papers-'));
		try {
			const home = path.join(folder, 'node_modules', 'n8n-nodes-monitor');
			mkdirSync(home, { recursive: true });
			const { unpack } = (await import('../../demo/tarball.mjs')) as typeof TarballModule;
			unpack(tarball(), home);
			const [code] = blocks('README.md', 'js');
			const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', `(async () => {${code}})()`], {
				cwd: folder,
				env: { PATH: process.env.PATH, MONITOR_DATABASE_URL: urlAs(NAME, 'choose one', NAME) },
				encoding: 'utf8',
			});
			expect([status, stderr]).toEqual([0, '']);
			expect(stdout.trim()).toBe('healthy null');
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	});

	it('the statement of docs/uninstall.md removes what was recorded', async () => {
		const [, statement] = /`(drop schema monitoring cascade)`/.exec(paper('docs/uninstall.md')) ?? [];
		await server.sql(statement);
		expect(await server.sql("select 1 from pg_namespace where nspname = 'monitoring'")).toEqual([]);
	});
});
