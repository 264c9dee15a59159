import { Client } from 'pg';
import { migrate } from '../../monitoring/store/migrate';
import { Store } from '../../monitoring/store/pool';
import { testConnection } from '../../monitoring/workflow-monitor';
import { makeCertificate } from '../support/certificates';
import { startPgBouncer, type PgBouncer } from '../support/pgbouncer';
import { asSuperuser, startServer, type Server } from '../support/postgres-tls';
import { describeWith } from '../support/required';

const HOST = '127.0.0.1';
const PASSWORD = 'pass-that-nobody-shows';

describeWith('pgbouncer', 'MONITOR_TEST_PGBOUNCER', 'testConnection through PgBouncer', (program) => {
	let server: Server;
	const started: PgBouncer[] = [];

	const start = async (settings: Record<string, string | number> = {}, databases = {}, certificate?: ReturnType<typeof makeCertificate>) => {
		const behind = `host=${HOST} port=${server.port}`;
		const bouncer = await startPgBouncer(program, server, {
			databases: { n8n: `${behind} dbname=postgres`, ...databases },
			users: { ann: PASSWORD },
			settings,
			certificate,
		});
		started.push(bouncer);
		return bouncer.port;
	};

	const message = async (port: number, given: object = {}, within = 4_000) => {
		const result = await testConnection(
			{ host: HOST, port, user: 'ann', password: PASSWORD, database: 'n8n', ...given },
			{ within, container: null },
		);
		expect(result.message).not.toContain(PASSWORD);
		return `${result.status}: ${result.message}`;
	};

	/** The look whether it has started may count as a connection for a moment. */
	const connect = async (port: number, tries = 20): Promise<Client> => {
		const client = new Client({ host: HOST, port, user: 'ann', password: PASSWORD, database: 'n8n' });
		client.on('error', () => {});
		try {
			await client.connect();
			return client;
		} catch (error) {
			if (tries === 0) throw error;
			await new Promise((resolve) => setTimeout(resolve, 50));
			return await connect(port, tries - 1);
		}
	};

	beforeAll(async () => {
		server = await startServer({ name: 'PostgreSQL behind PgBouncer' });
		await asSuperuser(
			server,
			`create role ann login password '${PASSWORD}'`,
			'grant create on database postgres to ann',
		);
	}, 90_000);

	afterEach(async () => {
		for (const each of started.splice(0)) await each.stop();
	});

	afterAll(async () => {
		await server.remove();
	});

	const remark =
		'Recording, queries and migrations work through it; only LISTEN wants the direct address of Postgres, and the monitor does without';

	it.each(['transaction', 'session'])('says that it works, pooled by %s, and what does not', async (mode) => {
		const port = await start({ pool_mode: mode });
		expect(await message(port)).toMatch(
			new RegExp(`^OK: Connected to PostgreSQL \\d+\\.\\d+ through PgBouncer\\. The schema "monitoring" is .*\\. ${remark}$`),
		);
		const store = new Store({ host: HOST, port, user: 'ann', password: PASSWORD, database: 'n8n', schema: 'monitoring' });
		try {
			await migrate(store);
		} finally {
			await store.end();
		}
		expect(await message(port)).toMatch(/through PgBouncer\. The schema "monitoring" is ready; 0 instances/);
	});

	it('still tells a pooler where it hides that it is PgBouncer', async () => {
		expect(await message(await start({ ignore_startup_parameters: 'options' }))).toMatch(
			/^OK: Connected to PostgreSQL \d+\.\d+ through a connection pooler\. /,
		);
	});

	it('tells pooling by statement, which is not enough', async () => {
		expect(await message(await start({ pool_mode: 'statement' }))).toBe(
			'Error: PgBouncer pools by statement, and the monitor needs transactions. Set pool_mode of database "n8n" in pgbouncer.ini to transaction or session, or give the direct address of Postgres',
		);
	});

	it.each([
		[
			'a database that it does not know',
			{ database: 'nowhere' },
			'There is no database "nowhere" in the list of PgBouncer. Add it to [databases] in pgbouncer.ini and reload PgBouncer, or name another one in the credential',
		],
		[
			'a wrong password',
			{ password: 'wrong' },
			'PgBouncer refused the login of user "ann". Check user and password in the credential, and that PgBouncer knows them (auth_file or auth_query)',
		],
		[
			'a user that it does not know',
			{ user: 'bob' },
			'PgBouncer refused the login of user "bob". Check user and password in the credential, and that PgBouncer knows them (auth_file or auth_query)',
		],
		[
			'a setting that it does not take',
			{ connectionType: 'url', connectionString: 'options' },
			'PgBouncer does not take a setting that the connection string hands over. Remove "options" and the like from the connection string, list them in ignore_startup_parameters of PgBouncer, or give the direct address of Postgres',
		],
		[
			'SSL that it has not',
			{ ssl: 'require' },
			'The server does not offer SSL. To connect without, set SSL to "Disable" in the credential, or switch SSL on in the server',
		],
	])('tells %s', async (_, given, words) => {
		const port = await start();
		const connectionString = `postgres://ann:${PASSWORD}@${HOST}:${port}/n8n?options=-c%20geqo%3Doff`;
		expect(await message(port, 'connectionString' in given ? { ...given, connectionString } : given)).toBe(`Error: ${words}`);
	});

	it('tells that no password is given', async () => {
		expect(await message(await start(), { password: '' })).toMatch(
			/^Error: (Postgres|PgBouncer) asks user "ann" for a password, and none is given\. Enter the password in the credential$/,
		);
	});

	it('tells that it wants SSL', async () => {
		const port = await start({}, {}, makeCertificate({ commonName: 'bouncer', names: [HOST] }));
		expect(await message(port)).toBe(
			'Error: PgBouncer lets nobody in without SSL. To mend it, set SSL to "Require" in the credential',
		);
		expect(await message(port, { ssl: 'require' })).toMatch(/^OK: .* through PgBouncer/);
	});

	it('tells that the Postgres behind it is away, or refuses its login', async () => {
		const port = await start(
			{},
			{
				away: `host=${HOST} port=1 dbname=postgres`,
				strict: `host=${HOST} port=${server.port} dbname=postgres user=ann password=wrong`,
			},
		);
		for (const database of ['away', 'strict']) {
			expect(await message(port, { database }, 1_500)).toBe(
				`Error: PgBouncer answers, but it does not get to the Postgres behind it. Check that this Postgres runs, and host, port and login of database "${database}" in pgbouncer.ini; the log of PgBouncer says why`,
			);
		}
	});

	it('tells that its connections are used up', async () => {
		const port = await start({ max_client_conn: 1 });
		const client = await connect(port);
		try {
			expect(await message(port)).toBe(
				'Error: PgBouncer has all the connections that it takes. Raise max_client_conn in pgbouncer.ini, or end connections that nobody needs',
			);
		} finally {
			await client.end();
		}
	});

	it('tells that it waits for a connection to Postgres in vain', async () => {
		const port = await start({ default_pool_size: 1, query_wait_timeout: 1 });
		const client = await connect(port);
		try {
			await client.query('begin');
			expect(await message(port)).toBe(
				'Error: PgBouncer had no free connection to Postgres in time. Raise default_pool_size in pgbouncer.ini, and check that the Postgres behind it answers',
			);
		} finally {
			await client.end();
		}
	});
});
