import { runCommand } from '../../monitoring/cli';
import { migrationScript } from '../../monitoring/store/migration-script';
import { MIGRATIONS } from '../../monitoring/store/migrations';
import { createDatabase, serverUrl, type TestDatabase } from '../support/database';

describe('n8n-nodes-monitor migrate', () => {
	let database: TestDatabase;

	beforeEach(async () => {
		database = await createDatabase();
	});

	afterEach(async () => {
		await database.drop();
	});

	async function run(words: string[], environment: NodeJS.ProcessEnv = {}) {
		const told = { out: '', error: '' };
		const code = await runCommand(words, {
			environment,
			out: (text) => void (told.out += text),
			error: (text) => void (told.error += text),
		});
		return { code, ...told };
	}

	it('makes the schema in the database of MONITOR_DATABASE_URL, and then finds it ready', async () => {
		const environment = { MONITOR_DATABASE_URL: database.url };
		const applied = MIGRATIONS.map(({ name }) => `Applied ${name}\n`).join('');
		expect(await run(['migrate'], environment)).toEqual({ code: 0, out: `${applied}The schema "monitoring" is ready\n`, error: '' });
		expect(await database.sql('select version from monitoring.migrations')).toHaveLength(MIGRATIONS.length);
		expect(await run(['migrate'], environment)).toEqual({ code: 0, out: 'Nothing was left to be done\nThe schema "monitoring" is ready\n', error: '' });
	});

	it('takes --url and --schema before the environment', async () => {
		const environment = { MONITOR_DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', MONITOR_DATABASE_SCHEMA: 'wrong' };
		expect((await run(['migrate', '--url', database.url, '--schema=watch'], environment)).code).toBe(0);
		expect((await run(['migrate'], { MONITOR_DATABASE_URL: database.url, MONITOR_DATABASE_SCHEMA: 'other' })).code).toBe(0);
		const schemas = await database.sql("select nspname as name from pg_namespace where nspname in ('watch', 'other', 'wrong', 'monitoring') order by 1");
		expect(schemas).toEqual([{ name: 'other' }, { name: 'watch' }]);
	});

	it('prints what is left and changes nothing', async () => {
		const environment = { MONITOR_DATABASE_URL: database.url };
		expect(await run(['migrate', '--print'], environment)).toEqual({ code: 0, out: migrationScript('monitoring', MIGRATIONS), error: '' });
		expect(await database.sql("select from pg_namespace where nspname = 'monitoring'")).toEqual([]);
		await run(['migrate'], environment);
		expect(await run(['migrate', '--print'], environment)).toEqual({ code: 0, out: migrationScript('monitoring', []), error: '' });
	});

	it('stops at a schema that is newer', async () => {
		const environment = { MONITOR_DATABASE_URL: database.url };
		await run(['migrate'], environment);
		await database.sql("insert into monitoring.migrations (version, name, checksum, min_writer) values (99, 'later', 'x', 99)");
		for (const words of [['migrate'], ['migrate', '--print']]) {
			const { code, out, error } = await run(words, environment);
			expect([code, out]).toEqual([1, '']);
			expect(error).toMatch(/^The monitor's schema is at version 99 .* Update the package/);
		}
	});

	it('says in words what stands in the way, and never the password', async () => {
		const wrong = new URL(serverUrl());
		wrong.password = 'pass-nobody-knows';
		const refused = await run(['migrate', '--url', wrong.href]);
		expect(refused.code).toBe(1);
		expect(refused.error).toMatch(/^Postgres refused the login of user ".+"\. Check user and password/);
		expect(JSON.stringify(refused)).not.toContain('pass-nobody-knows');
		wrong.pathname = '/no_such_place';
		wrong.password = new URL(serverUrl()).password;
		const lost = await run(['migrate', '--url', wrong.href]);
		expect([lost.code, lost.out]).toEqual([1, '']);
		expect(lost.error).toMatch(/^There is no database "no_such_place" on this server\. /);
		if (wrong.password) expect(lost.error).not.toContain(wrong.password);
	});
});
