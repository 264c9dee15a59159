import { serverProblem } from '../../monitoring/workflow-monitor/credential-test';

const SETTINGS = { host: 'db', port: 5432, database: 'n8n', user: 'ann', schema: 'monitoring' };
const GOOD = { version: 160_003, may_create: true, schema_exists: false, may_use_schema: false };

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
