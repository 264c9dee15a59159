import { migrate, schemaState } from '../../monitoring/store/migrate';
import { splitStatements } from '../../monitoring/store/split-statements';
import type { Store } from '../../monitoring/store/pool';
import { createDatabase, type TestDatabase } from '../support/database';
import { madeUp } from './made-up-migrations';

const FIRST = `create table :"schema".things (id integer);
	create table :"schema".runs (at timestamptz default clock_timestamp());
	insert into :"schema".things select generate_series(1, 1000);`;
const INDEX = `-- no-transaction
do $do$ begin
	if exists (select from pg_index where indexrelid = to_regclass('monitoring.things_by_id') and not indisvalid) then
		drop index :"schema".things_by_id;
	end if;
end $do$;
create index concurrently if not exists things_by_id on :"schema".things (id);
`;
const SLOW = `${INDEX}insert into :"schema".runs default values; select pg_sleep(0.7);`;

describe('a migration outside of a transaction', () => {
	let database: TestDatabase;
	let store: Store;

	beforeEach(async () => {
		database = await createDatabase();
		store = database.store();
	});

	afterEach(async () => {
		await database.drop();
	});

	const runs = async () => (await database.sql('select from monitoring.runs')).length;
	const versions = async () =>
		(await database.sql<{ version: number }>('select version from monitoring.migrations order by 1')).map(({ version }) => version);

	it('may do what no transaction may', async () => {
		expect(await migrate(store, madeUp(FIRST, INDEX))).toEqual([1, 2]);
		expect(await database.sql("select indisvalid from pg_index where indexrelid = 'monitoring.things_by_id'::regclass")).toEqual([{ indisvalid: true }]);
		expect(await schemaState(store, madeUp(FIRST, INDEX))).toBe('current');
	});

	it('is run by one of many that start at once, while the others wait and hold up nothing', async () => {
		const list = madeUp(FIRST, SLOW, 'create table :"schema".last ();');
		const stores = Array.from({ length: 12 }, () => database.store());
		const applied = await Promise.all(stores.map(async (each) => await migrate(each, list)));
		expect(applied.flat().sort()).toEqual([1, 2, 3]);
		expect(await runs()).toBe(1);
	});

	it('is no way round for a server whose transactions are repeatable by default', async () => {
		await database.sql(`alter database ${database.name} set default_transaction_isolation = 'repeatable read'`);
		const stores = Array.from({ length: 4 }, () => database.store());
		const applied = await Promise.all(stores.map(async (each) => await migrate(each, madeUp(FIRST, SLOW))));
		expect(applied.flat().sort()).toEqual([1, 2]);
	});

	it('goes on after a failure in the middle: what was done stays, the ledger does not have it before the end', async () => {
		const list = madeUp(
			FIRST,
			`-- no-transaction
			create table if not exists :"schema".half (id integer primary key);
			insert into :"schema".half values (1) on conflict do nothing;
			select 1 / count(*) from :"schema".runs;
			insert into :"schema".half values (2) on conflict do nothing;`,
		);
		await expect(migrate(store, list)).rejects.toMatchObject({ code: '22012' });
		expect(await versions()).toEqual([1]);
		expect(await schemaState(store, list)).toBe('older');
		expect(await database.sql('select id from monitoring.half')).toEqual([{ id: 1 }]);
		await database.sql('insert into monitoring.runs default values');
		expect(await migrate(store, list)).toEqual([2]);
		expect(await database.sql('select id from monitoring.half order by 1')).toEqual([{ id: 1 }, { id: 2 }]);
	});

	it('mends an index that an interrupted run has left invalid', async () => {
		await migrate(store, madeUp(FIRST));
		await database.sql('insert into monitoring.things values (1)');
		await expect(database.sql('create unique index concurrently things_by_id on monitoring.things (id)')).rejects.toMatchObject({ code: '23505' });
		expect(await migrate(store, madeUp(FIRST, INDEX))).toEqual([2]);
		expect(await database.sql("select indisvalid, indisunique from pg_index where indexrelid = 'monitoring.things_by_id'::regclass")).toEqual([{ indisvalid: true, indisunique: false }]);
	});

	it('is not entered by one whose lock is gone, and another does it again', async () => {
		const list = madeUp(FIRST, SLOW);
		await migrate(store, list.slice(0, 1));
		const lost = expect(migrate(store, list)).rejects.toThrow();
		while ((await runs()) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
		await database.sql(`select pg_terminate_backend(pid) from pg_locks
			where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`);
		const other = migrate(database.store(), list);
		await lost;
		expect(await other).toEqual([2]);
		expect(await runs()).toBe(2);
		expect(await versions()).toEqual([1, 2]);
	});
});

describe('splitting a script into statements', () => {
	it('ends them at semicolons that are no part of a text, a name, a comment or a body', () => {
		const statements = [
			"select 'a;b', E'it\\'s; fine', 'it''s; fine'",
			'-- one; two\nselect ";" /* ; */ from t',
			'do $body$ begin perform 1; execute $x$ select 2; $x$; end $body$',
			'create function f() returns void language sql as $$ select 1; $$',
			'select $1, a -- the end;',
		];
		expect(splitStatements(statements.map((each) => `${each}\n;`).join('\n\n'))).toEqual(statements);
	});

	it('passes over what is empty', () => {
		expect(splitStatements('-- only this;\n;; /* and; that */ ;\nselect 1')).toEqual(['select 1']);
		expect(splitStatements('')).toEqual([]);
	});
});
