import { serverProblem, testConnection } from '../../monitoring/workflow-monitor/credential-test';

const SETTINGS = { host: 'db', port: 5432, database: 'n8n', user: 'ann', schema: 'monitoring' };
const GOOD = {
	version: 160_003,
	standby: false,
	read_only: false,
	read_only_source: 'default',
	may_create: true,
	schema_exists: false,
	may_use_schema: false,
};

describe('serverProblem', () => {
	it('lets PostgreSQL 13 and newer pass', () => {
		expect(serverProblem(GOOD, SETTINGS)).toBeNull();
		expect(serverProblem({ ...GOOD, version: 130_000 }, SETTINGS)).toBeNull();
	});

	it('names an older version as people do', () => {
		expect(serverProblem({ ...GOOD, version: 120_022 }, SETTINGS)).toBe(
			'The server runs PostgreSQL 12.22. The monitor needs PostgreSQL 13 or newer',
		);
		expect(serverProblem({ ...GOOD, version: 90_624 }, SETTINGS)).toContain('PostgreSQL 9.6.24');
	});

	it('asks for the right to make the schema only where it is missing', () => {
		const guest = { ...GOOD, may_create: false };
		expect(serverProblem(guest, SETTINGS)).toMatch(/may not create or use the schema "monitoring"/);
		expect(serverProblem({ ...guest, schema_exists: true }, SETTINGS)).toMatch(/may not/);
		expect(
			serverProblem({ ...guest, schema_exists: true, may_use_schema: true }, SETTINGS),
		).toBeNull();
	});
});

describe('testConnection with a connection string', () => {
	const test = async (connectionString: string) =>
		await testConnection({ connectionType: 'url', connectionString }, { within: 300 });
	const form =
		'Write it as postgres://user:password@host:5432/database; in user and password each of @ : / ? # % stands as its code (%40 %3A %2F %3F %23 %25), or use the separate fields';

	it.each(['mysql://ann:secret@db/n8n', 'db:5432/n8n', 'postgres:ann:secret@db', 'http://db', ''])(
		'tells a beginning that is none: %s',
		async (text) => {
			expect(await test(text)).toEqual({
				status: 'Error',
				message: 'The connection string must begin with postgres:// or postgresql://',
			});
		},
	);

	it.each([
		['broken percent encoding', 'postgres://ann:se%E0%A4cret@db/n8n'],
		['a byte that is no character', 'postgres://ann:secret%ff@db/n8n'],
		['a # in the password', 'postgres://ann:12#secret@db/n8n'],
		['a / in the password', 'postgres://ann:12/secret@db/n8n'],
		['a ? in the password', 'postgres://ann:?secret@db/n8n'],
		['a port that is none', 'postgres://ann:secret@db:port/n8n'],
	])('tells %s, and shows nothing of it', async (_, text) => {
		expect(await test(text)).toEqual({
			status: 'Error',
			message: `The connection string cannot be read. ${form}`,
		});
	});

	it('tells a setting in it that cannot be', async () => {
		expect(await test('postgres://ann:secret@db/n8n?sslnegotiation=sometimes')).toEqual({
			status: 'Error',
			message:
				'The connection string asks for something that cannot be done. Check what stands after the "?" in it, or use the separate fields',
		});
	});
});
