import { configWithoutCloudSupport } from '@n8n/node-cli/eslint';
import { floors } from './lint/floors.mjs';

export default [
	{ ignores: ['dist/**', 'node_modules/**', 'coverage/**', 'test/corpora/**'] },
	...configWithoutCloudSupport,
	{
		files: ['index.ts', 'nodes/**/*.ts', 'credentials/**/*.ts', 'monitoring/**/*.ts'],
		plugins: { house: { rules: { floors } } },
		rules: { 'house/floors': 'error' },
	},
	{
		// n8n's error classes belong to what a node throws. Behind the nodes errors are plain, and control
		// characters are looked for on purpose, since hostile texts hold them.
		files: ['monitoring/**/*.ts'],
		rules: { '@n8n/community-nodes/require-node-api-error': 'off', 'no-control-regex': 'off' },
	},
	{
		// A field that shows a state and holds no choice: the words for lists of names do not fit.
		files: ['nodes/MonitorTrigger/status.ts'],
		rules: {
			'n8n-nodes-base/node-param-display-name-wrong-for-dynamic-options': 'off',
			'n8n-nodes-base/node-param-description-wrong-for-dynamic-options': 'off',
			'n8n-nodes-base/node-param-default-wrong-for-options': 'off',
		},
	},
	{
		// The rule sees no subtitle that is made from the list of operations.
		files: ['nodes/*/*.node.ts'],
		rules: { 'n8n-nodes-base/node-class-description-missing-subtitle': 'off' },
	},
	{
		// Ranges of time go from short to long.
		files: ['nodes/MonitorQuery/actions/time-range-field.ts'],
		rules: { 'n8n-nodes-base/node-param-options-type-unsorted-items': 'off' },
	},
	{
		// Tests are no node: they start processes, load copies of modules and throw plain errors.
		files: ['test/**/*.ts'],
		rules: {
			'@n8n/community-nodes/require-node-api-error': 'off',
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@typescript-eslint/no-require-imports': 'off',
		},
	},
	{
		// A connection string holds a password, and a client's key is one.
		files: ['credentials/**/*.ts'],
		rules: { '@n8n/community-nodes/credential-unnecessary-password': 'off' },
	},
	{
		files: ['**/*.ts'],
		rules: {
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
			],
		},
	},
];
