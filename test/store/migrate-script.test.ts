import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readLedger, pending } from '../../monitoring/store/ledger';
import { migrate } from '../../monitoring/store/migrate';
import type { Migration } from '../../monitoring/store/migration';
import { migrationScript } from '../../monitoring/store/migration-script';
import { MIGRATIONS } from '../../monitoring/store/migrations';
import { Store } from '../../monitoring/store/pool';
import { createDatabase, type TestDatabase } from '../support/database';
import { describeWith } from '../support/required';
import { madeUp } from './made-up-migrations';
import { schemaText } from './schema-text';

const MADE_UP = madeUp(
	'-- Grüße, $1 and :"schema"\ncreate table :"schema".things (id integer default 1, name text default \'a;b :id\');',
	'-- no-transaction\ncreate index concurrently if not exists things_by_id on :"schema".things (id);\ninsert into :"schema".things values (1);',
	'-- min-writer: 3 min-reader: 2\nalter table :"schema".things alter column id set not null;',
);

describeWith('psql', 'MONITOR_TEST_PSQL', 'the script for psql', (psql) => {
	let databases: TestDatabase[];
	let folder: string;

	beforeEach(() => {
		databases = [];
		folder = mkdtempSync(path.join(os.tmpdir(), 'n8n-nodes-monitor-script-'));
	});

	afterEach(async () => {
		await Promise.all(databases.map(async (database) => await database.drop()));
		rmSync(folder, { recursive: true, force: true });
	});

	async function database(): Promise<TestDatabase> {
		databases.push(await createDatabase());
		return databases[databases.length - 1];
	}

	function run(url: string, script: string): { status: number | null; stderr: string } {
		const file = path.join(folder, 'script.sql');
		writeFileSync(file, script);
		const { status, stderr } = spawnSync(psql, ['-X', '-q', '-f', file, url], { encoding: 'utf8' });
		return { status, stderr };
	}

	/** All that a schema is: its text, and its ledger but for the time. */
	async function dump(url: string, schema: string): Promise<[string, unknown]> {
		const store = new Store({ connectionString: url, schema });
		try {
			const { rows } = await store.query(`select to_jsonb(m) - 'applied_at' as row from ${store.schema}.migrations m order by version`);
			return [await schemaText(store, schema), rows];
		} finally {
			await store.end();
		}
	}

	async function migrated(schema: string, migrations: readonly Migration[]): Promise<[string, unknown]> {
		const { url } = await database();
		const store = new Store({ connectionString: url, schema });
		await migrate(store, migrations);
		await store.end();
		return await dump(url, schema);
	}

	it.each([
		['the package', 'monitoring', MIGRATIONS],
		['the package, elsewhere', 'watch_2', MIGRATIONS],
		['made-up ones', 'monitoring', MADE_UP],
	])('leaves what migrate leaves, with the migrations of %s', async (_, schema, migrations) => {
		const { url } = await database();
		expect(run(url, migrationScript(schema, migrations))).toEqual({ status: 0, stderr: '' });
		expect(await dump(url, schema)).toEqual(await migrated(schema, migrations));
		const store = databases[0].store();
		if (schema === 'monitoring') expect(await migrate(store, migrations)).toEqual([]);
	});

	it('brings an older schema up to date with what is left, and with the whole', async () => {
		const expected = await migrated('monitoring', MADE_UP);
		for (const whole of [false, true]) {
			const older = await database();
			const store = older.store();
			await migrate(store, MADE_UP.slice(0, 1));
			const left = whole ? MADE_UP : pending((await readLedger(store)) ?? [], MADE_UP);
			expect(left).toHaveLength(whole ? 3 : 2);
			expect(run(older.url, migrationScript('monitoring', left))).toEqual({ status: 0, stderr: '' });
			expect(await dump(older.url, 'monitoring')).toEqual(expected);
		}
	});

	it('changes nothing when it is run again', async () => {
		const { url, sql } = await database();
		const script = migrationScript('monitoring', MIGRATIONS);
		run(url, script);
		const before = await sql('select * from monitoring.migrations');
		const again = run(url, script);
		expect(again.status).toBe(0);
		expect(await sql('select * from monitoring.migrations')).toEqual(before);
	});

	it('stops at the first error and leaves nothing of that migration', async () => {
		const { url, sql } = await database();
		const list = madeUp('create table :"schema".a ();', 'create table :"schema".b ();\nselect 1 / 0;', 'create table :"schema".c ();');
		expect(run(url, migrationScript('monitoring', list)).status).toBe(3);
		expect(await sql("select to_regclass('monitoring.a') is not null as a, to_regclass('monitoring.b') as b, to_regclass('monitoring.c') as c")).toEqual([{ a: true, b: null, c: null }]);
		expect(await sql('select version from monitoring.migrations')).toEqual([{ version: 1 }]);
	});

	it('stops where another process is at work', async () => {
		const { url, store } = await database();
		await store().transaction(async (sql) => {
			await sql.query("select pg_advisory_xact_lock(hashtextextended('n8n-nodes-monitor migrate monitoring', 0))");
			const { status, stderr } = run(url, migrationScript('monitoring', MIGRATIONS));
			expect(status).toBe(3);
			expect(stderr).toContain('Another process is changing the schema');
		});
	});
});
