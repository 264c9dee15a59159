import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { migrate } from '../../monitoring/store/migrate';
import { createDatabase, type TestDatabase } from '../support/database';
import { schemaText } from './schema-text';

const FILE = path.join(__dirname, '..', '..', 'docs', 'schema.sql');
const COMMAND = 'MONITOR_TEST_WRITE_SCHEMA=1 npm test -- postgres -t "text of the schema"';
const HEAD = `-- What the migrations make, as the catalogue tells it: to be read and compared, not to be run.
-- A test compares it with a fresh schema. After a new migration write it anew:
--   ${COMMAND}

`;

describe('the text of the schema', () => {
	let database: TestDatabase;

	beforeEach(async () => {
		database = await createDatabase();
	});

	afterEach(async () => {
		await database.drop();
	});

	it('in docs/schema.sql is what the migrations make', async () => {
		const store = database.store();
		await migrate(store);
		const text = HEAD + (await schemaText(store, 'monitoring'));
		if (process.env.MONITOR_TEST_WRITE_SCHEMA) writeFileSync(FILE, text);
		// The message of a difference shows it line by line; the command above mends it.
		expect(text.split('\n')).toEqual(readFileSync(FILE, 'utf8').split('\n'));
	});

	it.each([
		['a column', 'alter table monitoring.instances add column more text'],
		['a default', "alter table monitoring.instances alter column name set default 'x'"],
		['a null', 'alter table monitoring.workflows alter column metadata drop not null'],
		['a label', "alter type monitoring.log_level add value 'trace'"],
		['an index', 'drop index monitoring.workflow_errors_by_time'],
		['a constraint', "alter table monitoring.workflows add check (workflow_id <> '')"],
		['an option', 'alter table monitoring.workflow_executions reset (fillfactor)'],
		['a body', 'create or replace function monitoring.ensure_log_partition(home name, day date) returns void language sql as $$ select null::void $$'],
		['a trigger', 'create trigger t before update on monitoring.workflows for each row execute function suppress_redundant_updates_trigger()'],
		['a view', 'create view monitoring.seen as select 1 as one'],
	])('changes with %s', async (_, change) => {
		const store = database.store();
		await migrate(store);
		const before = await schemaText(store, 'monitoring');
		await database.sql(change);
		expect(await schemaText(store, 'monitoring')).not.toBe(before);
	});

	it('does not change with the partitions of days', async () => {
		const store = database.store();
		await migrate(store);
		const before = await schemaText(store, 'monitoring');
		await database.sql("select monitoring.ensure_log_partition('monitoring', '2026-01-01')");
		expect(await schemaText(store, 'monitoring')).toBe(before);
	});
});
