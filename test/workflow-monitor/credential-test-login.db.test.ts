import { Client } from 'pg';
import { testConnection } from '../../monitoring/workflow-monitor';
import { asSuperuser, reload, startServer, writeToCluster, type Server } from '../support/postgres-tls';

const HOST = '127.0.0.1';
const PASSWORD = 'pass-that-nobody-shows';

describe('testConnection on a server that lets not everybody do everything', () => {
	let server: Server;
	let fields: Record<string, unknown>;
	const open: Client[] = [];

	const message = async (given: object) => {
		const result = await testConnection({ ...fields, ...given }, { within: 4_000, container: null });
		expect(result.message).not.toContain(PASSWORD);
		expect(result.message).not.toMatch(/\bat .*:\d+:\d+|select /);
		return `${result.status}: ${result.message}`;
	};

	const occupy = async (user: string, database: string, times: number) => {
		for (let each = 0; each < times; each++) {
			const client = new Client({ host: HOST, port: server.port, user, password: PASSWORD, database });
			client.on('error', () => {});
			await client.connect();
			open.push(client);
		}
	};

	/** The one before may still count for a moment. */
	const occupyTheOnly = async (user: string, database: string) => {
		for (let left = 40; ; left--) {
			try {
				await occupy(user, database, 1);
				return;
			} catch (error) {
				if (left === 0) throw error;
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
		}
	};

	/** A connection that has just been given up still counts for a moment, so a refusal is believed late. */
	const occupyAll = async () => {
		for (let refusals = 0; refusals < 4; ) {
			try {
				await occupy('ann', 'postgres', 1);
			} catch {
				refusals++;
				await new Promise((resolve) => setTimeout(resolve, 50));
			}
		}
	};

	beforeAll(async () => {
		server = await startServer({
			name: 'PostgreSQL with narrow rules',
			settings: { max_connections: 9, superuser_reserved_connections: 3, max_wal_senders: 0 },
		});
		fields = {
			connectionType: 'fields',
			host: HOST,
			port: server.port,
			database: 'postgres',
			user: 'ann',
			password: PASSWORD,
			ssl: 'disable',
			schema: 'monitoring',
		};
		await asSuperuser(
			server,
			...['ann', 'limited', 'reader'].map((role) => `create role ${role} login password '${PASSWORD}'`),
			`create role "no-login" nologin password '${PASSWORD}'`,
			'alter role limited connection limit 1',
			"alter role reader set default_transaction_read_only = 'on'",
			'grant create on database postgres to ann, limited, reader',
			...['closed', 'private', 'narrow', 'read_only'].map((name) => `create database ${name} owner ann`),
			'alter database closed allow_connections false',
			'revoke connect on database private from public, ann',
			'alter database narrow connection limit 1',
			"alter database read_only set default_transaction_read_only = 'on'",
		);
		writeToCluster(server, {
			'pg_hba.conf': 'host all ghost all trust\nhost all all all scram-sha-256\n',
		});
		await reload(server);
	}, 90_000);

	afterEach(async () => {
		for (const each of open.splice(0)) await each.end();
	});

	afterAll(async () => {
		await server.remove();
	});

	it.each([
		['a wrong password', { password: 'wrong' }, 'Postgres refused the login of user "ann". Check user and password in the credential'],
		[
			'no password where one is needed',
			{ password: '' },
			'Postgres asks user "ann" for a password, and none is given. Enter the password in the credential',
		],
		['a user without login', { user: 'no-login' }, 'User "no-login" may not log in. Allow it (alter role "no-login" login) or use another user'],
		[
			'a user that is not there',
			{ user: 'ghost' },
			'There is no user "ghost" on this server that may log in. Create it (create role ghost login) or use another user',
		],
		[
			'a database that is not there',
			{ database: 'nowhere' },
			'There is no database "nowhere" on this server. Create it (create database nowhere) or name another one in the credential',
		],
		[
			'a database that takes no connections',
			{ database: 'closed' },
			'Database "closed" takes no connections. Allow them (alter database closed allow_connections true) or name another one in the credential',
		],
		[
			'a database that is closed to the user',
			{ database: 'private', user: 'limited' },
			'User "limited" may not connect to database "private". Grant it: grant connect on database "private" to "limited"',
		],
		[
			'a role that only reads',
			{ user: 'reader' },
			'Everything is read-only for user "reader", so that nothing can be recorded. Take the setting back (alter role reader reset default_transaction_read_only), or use another user or database',
		],
		[
			'a database that is only read',
			{ database: 'read_only' },
			'Everything is read-only in database "read_only", so that nothing can be recorded. Take the setting back (alter database read_only reset default_transaction_read_only), or use another user or database',
		],
	])('tells %s', async (_, given, words) => {
		expect(await message(given)).toBe(`Error: ${words}`);
	});

	it('tells no password in a connection string, too', async () => {
		expect(
			await message({ connectionType: 'url', connectionString: `postgres://ann@${HOST}:${server.port}/postgres` }),
		).toBe('Error: Postgres asks user "ann" for a password, and none is given. Enter the password in the credential');
	});

	it('needs no more than one connection at a time', async () => {
		expect(await message({ user: 'limited' })).toMatch(/^OK: Connected to PostgreSQL \d+\.\d+\. The schema/);
	});

	it('tells whose connections are used up', async () => {
		const rest = (limit: string) =>
			`End connections that nobody needs, raise the limit (${limit}), or put PgBouncer in front; each process of n8n needs two to three for the monitor`;
		await occupyTheOnly('limited', 'postgres');
		expect(await message({ user: 'limited' })).toBe(
			`Error: User "limited" has all the connections that it may have. ${rest('alter role limited connection limit')}`,
		);
		await occupyTheOnly('ann', 'narrow');
		expect(await message({ database: 'narrow' })).toBe(
			`Error: Database "narrow" has all the connections that it may have. ${rest('alter database narrow connection limit')}`,
		);
		await occupyAll();
		expect(await message({})).toBe(
			`Error: The server has all the connections that it takes. ${rest('max_connections, then a restart')}`,
		);
	});

	it('tells a server that is read-only as a whole', async () => {
		await reload(server, { default_transaction_read_only: 'on' });
		expect(await message({})).toBe(
			'Error: Everything is read-only in database "postgres", so that nothing can be recorded. Set default_transaction_read_only to off on the server, or give the address of a server that can be written to',
		);
	});

	it('tells a server that is shutting down', async () => {
		await occupy('ann', 'postgres', 1);
		const stopped = server.stop('smart');
		await until('shutting down', async () => await message({}));
		expect(await message({})).toBe(
			'Error: The server is shutting down. Wait until it runs and test again; the log of the server says how far it is',
		);
		await server.stop('immediate');
		await stopped;
	});
});

describe('testConnection on a server that is not up yet, or a standby', () => {
	let server: Server;
	let fields: Record<string, unknown>;
	const message = async () => (await testConnection(fields, { within: 2_000, container: null })).message;

	beforeAll(async () => {
		server = await startServer({
			name: 'PostgreSQL that recovers',
			// Each file that recovery asks for is waited for, in vain.
			settings: { restore_command: 'sleep 0.5; false' },
		});
		fields = { host: HOST, port: server.port, user: 'postgres', password: server.password, database: 'postgres' };
		await server.stop();
	}, 90_000);

	afterAll(async () => {
		await server.remove();
	});

	it('tells that it is starting up', async () => {
		writeToCluster(server, { 'recovery.signal': '' });
		const started = server.start();
		await until('starting up', message);
		expect(await message()).toBe(
			'The server is starting up. Wait until it runs and test again; the log of the server says how far it is',
		);
		await started;
		await until('Connected to PostgreSQL', message);
		await server.stop();
	}, 60_000);

	it('tells a standby', async () => {
		writeToCluster(server, { 'standby.signal': '' });
		await server.start();
		expect(await message()).toBe(
			'This server is a standby and can only be read, so that nothing can be recorded into it. Give the address of the primary server',
		);
	}, 60_000);
});

async function until(words: string, message: () => Promise<string>): Promise<void> {
	for (let tries = 0; tries < 150; tries++) {
		if ((await message()).includes(words)) return;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`It never said "${words}", but: ${await message()}`);
}
