import { migrate, schemaState } from '../../monitoring/store/migrate';
import { readMigration } from '../../monitoring/store/migration';
import { MIGRATIONS } from '../../monitoring/store/migrations';
import { Store } from '../../monitoring/store/pool';
import { createDatabase, type TestDatabase } from '../support/database';
import { madeUp } from './made-up-migrations';

const FIRST = 'create table :"schema".things (id integer primary key, old text);';
const EXPAND = 'alter table :"schema".things add column new text;';
const CONTRACT = '-- min-writer: 2 min-reader: 1\nalter table :"schema".things alter column new set not null;';
const DROP = '-- min-writer: 2 min-reader: 2\nalter table :"schema".things drop column old;';

describe('packages of several ages on one schema', () => {
	let database: TestDatabase;
	let store: Store;

	beforeEach(async () => {
		database = await createDatabase();
		store = database.store();
	});

	afterEach(async () => {
		await database.drop();
	});

	it('lets an older one go on, writing and reading, while the schema has only grown', async () => {
		await migrate(store, madeUp(FIRST, EXPAND));
		expect(await migrate(store, madeUp(FIRST))).toEqual([]);
		expect(await schemaState(store, madeUp(FIRST))).toBe('current');
		expect(await schemaState(store, madeUp(FIRST, EXPAND, CONTRACT))).toBe('older');
	});

	it('stops an older writer before its reader', async () => {
		await migrate(store, madeUp(FIRST, EXPAND, CONTRACT));
		await expect(migrate(store, madeUp(FIRST))).rejects.toMatchObject({ name: 'SchemaError', kind: 'newer' });
		await expect(migrate(store, madeUp(FIRST))).rejects.toThrow(
			/at version 3 and wants a writer that knows version 2; .* knows 1\. Update the package/,
		);
		expect(await schemaState(store, madeUp(FIRST))).toBe('current');
		await migrate(store, madeUp(FIRST, EXPAND, CONTRACT, DROP));
		expect(await schemaState(store, madeUp(FIRST))).toBe('newer');
		expect(await migrate(store, madeUp(FIRST, EXPAND))).toEqual([]);
		expect(await schemaState(store, madeUp(FIRST, EXPAND))).toBe('current');
	});

	it('enters the limits of each migration into the ledger', async () => {
		await migrate(store, madeUp(FIRST, EXPAND, CONTRACT, DROP));
		const ledger = await database.sql('select version, min_writer, min_reader from monitoring.migrations order by 1');
		expect(ledger.map((row) => Object.values(row))).toEqual([[1, 1, 1], [2, 1, 1], [3, 2, 1], [4, 2, 2]]);
	});

	it('stops at a ledger that has lost a row', async () => {
		await migrate(store, madeUp(FIRST, EXPAND, CONTRACT));
		await database.sql('delete from monitoring.migrations where version = 2');
		await expect(migrate(store, madeUp(FIRST, EXPAND, CONTRACT))).rejects.toMatchObject({ kind: 'edited' });
		await expect(migrate(store, madeUp(FIRST, EXPAND, CONTRACT))).rejects.toThrow(/0002_made_up is not in its ledger/);
	});

	it('is upgraded once by many that start at once', async () => {
		await migrate(store, madeUp(FIRST));
		await database.sql("insert into monitoring.things values (1, 'kept')");
		const list = madeUp(FIRST, EXPAND, CONTRACT.replace('alter table', "update :\"schema\".things set new = old;\nalter table"));
		const stores = Array.from({ length: 20 }, () => database.store({ max: 1 }));
		const applied = await Promise.all(stores.map(async (each) => await migrate(each, list)));
		expect(applied.flat().sort()).toEqual([2, 3]);
		expect(await database.sql('select * from monitoring.things')).toEqual([{ id: 1, old: 'kept', new: 'kept' }]);
	});

	it('leaves nothing of a migration that fails, and goes on when it is mended', async () => {
		const broken = madeUp(FIRST, `${EXPAND}\nselect 1 / 0;`);
		await expect(migrate(store, broken)).rejects.toMatchObject({ code: '22012' });
		expect(await schemaState(store, broken)).toBe('older');
		expect(await migrate(store, madeUp(FIRST, EXPAND))).toEqual([2]);
	});

	it('serves a role that may not create anything once it is up to date', async () => {
		await migrate(store);
		await database.sql("create role lesser_monitor login password 'lesser'").catch(() => []);
		await database.sql('grant usage on schema monitoring to lesser_monitor; grant select, insert, update on all tables in schema monitoring to lesser_monitor');
		const url = new URL(database.url);
		[url.username, url.password] = ['lesser_monitor', 'lesser'];
		const lesser = new Store({ connectionString: url.href, schema: 'monitoring' });
		try {
			await expect(lesser.query('create table monitoring.mine ()')).rejects.toMatchObject({ code: '42501' });
			expect(await migrate(lesser)).toEqual([]);
			const next = [...MIGRATIONS, readMigration('9999_next', '-- min-writer: 1 min-reader: 1\ncreate table :"schema".next ();')];
			await expect(migrate(lesser, next)).rejects.toMatchObject({ code: '42501' });
			expect(await schemaState(lesser, next)).toBe('older');
		} finally {
			await lesser.end();
		}
	});
});

describe('the head of a migration', () => {
	it.each([
		['0002_none', 'select 1;', /its head must say once/],
		['0002_twice', '-- min-writer: 1 min-reader: 1\n-- min-writer: 1 min-reader: 1\nselect 1;', /once/],
		['0002_below', 'select 1;\n-- min-writer: 1 min-reader: 1', /its head must say once/],
		['0002_beyond', '-- min-writer: 3 min-reader: 1', /between 1 and its own version, 2/],
		['0002_zero', '-- min-writer: 1 min-reader: 0', /between 1 and its own version, 2/],
		['2_short', '-- min-writer: 1 min-reader: 1', /its name must be like/],
		['0000_nothing', '-- min-writer: 1 min-reader: 1', /its name must be like/],
	])('of %s is refused', (name, sql, why) => {
		expect(() => readMigration(name, sql)).toThrow(why);
	});

	it('says whether it runs in a transaction', () => {
		const head = '-- min-writer: 1 min-reader: 1';
		expect(readMigration('0001_a', `${head}\nselect 1;`).transaction).toBe(true);
		expect(readMigration('0001_a', `-- no-transaction\n${head}\nselect 1;`).transaction).toBe(false);
		expect(readMigration('0001_a', `${head}\nselect 1;\n-- no-transaction`).transaction).toBe(true);
	});

	it('is right in all migrations of the package, which are numbered without a gap', () => {
		expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
	});
});
