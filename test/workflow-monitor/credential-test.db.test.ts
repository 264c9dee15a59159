import { randomBytes } from 'node:crypto';
import { testConnection } from '../../monitoring/workflow-monitor';
import { migrate } from '../../monitoring/store/migrate';
import { createDatabase, serverUrl, type TestDatabase } from '../support/database';

describe('testConnection', () => {
	let database: TestDatabase;
	let fields: Record<string, unknown>;
	const user = `monitor_guest_${randomBytes(4).toString('hex')}`;

	beforeAll(async () => {
		database = await createDatabase();
		const url = new URL(database.url);
		fields = {
			connectionType: 'fields',
			host: url.hostname,
			port: Number(url.port),
			database: database.name,
			user: decodeURIComponent(url.username),
			password: decodeURIComponent(url.password),
			ssl: 'disable',
			schema: 'monitoring',
		};
		await database.sql(`create role ${user} login password 'guest-pass'`);
	});

	afterAll(async () => {
		await database.sql(`drop owned by ${user}`);
		await database.sql(`drop role ${user}`);
		await database.drop();
	});

	it('says what it found, before and after the schema is made', async () => {
		const before = await testConnection(fields);
		expect(before).toMatchObject({ status: 'OK' });
		expect(before.message).toMatch(
			/^Connected to PostgreSQL \d+\.\d+\. The schema "monitoring" is made when/,
		);
		expect(await database.sql("select 1 from pg_namespace where nspname = 'monitoring'")).toEqual(
			[],
		);
		await migrate(database.store());
		expect((await testConnection(fields)).message).toMatch(/is ready; 0 instances/);
	});

	it('takes a connection string as well', async () => {
		const result = await testConnection({ connectionType: 'url', connectionString: database.url });
		expect(result.status).toBe('OK');
	});

	it.each([
		[
			'a name that is not known',
			{ host: 'no-such-host.invalid' },
			/"no-such-host.invalid" is not known/,
		],
		[
			'a port where nothing listens',
			{ host: '127.0.0.1', port: 1 },
			/Nothing listens on 127.0.0.1:1\. .*host\.docker\.internal/,
		],
		[
			'no such database',
			{ database: 'no_such_database' },
			/no database "no_such_database".*create database/,
		],
		['a schema that cannot be', { schema: 'No Schema' }, /lower-case letters/],
		['a port that cannot be', { port: 'x' }, /port must be/],
	])('tells %s', async (_, change, words) => {
		const { status, message } = await testConnection({ ...fields, ...change });
		expect(status).toBe('Error');
		expect(message).toMatch(words);
	});

	it('tells a wrong password, where the server asks for one', async () => {
		const { status, message } = await testConnection({ ...fields, password: 'wrong' });
		const asks = new URL(serverUrl()).password !== '';
		expect(status).toBe(asks ? 'Error' : 'OK');
		if (asks) expect(message).toMatch(/refused the login of user/);
		expect(message).not.toContain('wrong');
	});

	it('tells that the user may not make the schema', async () => {
		const guest = { ...fields, user, password: 'guest-pass', schema: 'elsewhere' };
		const result = await testConnection(guest);
		expect(result.status).toBe('Error');
		expect(result.message).toMatch(/may not create or use the schema "elsewhere"\. Grant it/);
		await database.sql(`create schema elsewhere authorization ${user}`);
		expect(await testConnection(guest)).toMatchObject({ status: 'OK' });
	});
});
