// Three kinds of tests, one project each: pure ones, ones on a real PostgreSQL, ones on a real n8n.
const swc = [
	'@swc/jest',
	{
		jsc: { parser: { syntax: 'typescript' }, target: 'es2022', keepClassNames: true },
		module: { type: 'commonjs', ignoreDynamic: true },
	},
];

const shared = {
	rootDir: __dirname,
	testEnvironment: 'node',
	transform: { '^.+\\.ts$': swc, '^.+\\.sql$': '<rootDir>/test/support/sql-transform.cjs' },
	moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
	transformIgnorePatterns: ['/node_modules/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/'],
};

module.exports = {
	// A database on a busy machine may take its time; what hangs is ended all the same.
	testTimeout: 30_000,
	projects: [
		{
			...shared,
			displayName: 'unit',
			testMatch: ['<rootDir>/test/**/*.test.ts'],
			testPathIgnorePatterns: ['/test/store/', '/test/e2e/', '\\.db\\.test\\.ts$'],
		},
		{
			...shared,
			displayName: 'postgres',
			testMatch: ['<rootDir>/test/store/**/*.test.ts', '<rootDir>/test/**/*.db.test.ts'],
			testPathIgnorePatterns: ['/test/e2e/'],
			globalSetup: '<rootDir>/test/support/postgres-setup.mjs',
			globalTeardown: '<rootDir>/test/support/postgres-teardown.mjs',
		},
		{
			...shared,
			displayName: 'e2e',
			testMatch: ['<rootDir>/test/e2e/**/*.test.ts'],
		},
	],
};
