import type { Case } from './bench';

const NODE_NAMES = ['constructor', 'toString', 'valueOf', '🦆 señor', '\u202Eright to left שלום', 'two\nlines', 'case', 'CASE', 'x'.repeat(10_000)];
const WORKFLOW_NAMES = ['__proto__', 'constructor', '🦆', '\u202Eשלום', 'two\nlines', 'y'.repeat(128), 'two of a name', 'TWO OF A NAME'];

/** Texts that people and machines put where a name or a message is expected. */
export const NAMES: Case[] = [
	{
		name: 'nodes with hostile names',
		run: async (bench) => [await bench.call(bench.line('Hostile nodes', [bench.webhook(), ...NODE_NAMES.map((name) => bench.noOp(name))]))],
		expected: [
			{
				execution: { outcome: 'succeeded', node_count: 10, node_runs: 10 },
				runs: [['Webhook'], ...NODE_NAMES.slice(0, -1).map((name): [string] => [name]), [`${'x'.repeat(254)}…`]],
			},
		],
	},
	{
		name: 'a node called __proto__, which n8n does not find',
		run: async (bench) => [await bench.call(bench.line('Prototype', [bench.webhook(), bench.noOp('__proto__'), bench.noOp('Done')]))],
		expected: [{ execution: { status: 'error', outcome: 'failed', node_runs: 1 }, runs: [['Webhook']], errors: [{ error_message: 'Destination node not found', handled: false }] }],
	},
	{
		name: 'workflows with hostile names',
		run: async (bench) => {
			const ids: string[] = [];
			for (const name of WORKFLOW_NAMES) ids.push(await bench.call(bench.line(name, [bench.webhook(), bench.noOp('Done')])));
			return ids;
		},
		expected: WORKFLOW_NAMES.map((workflow_name) => ({ execution: { outcome: 'succeeded', workflow_name } })),
	},
	{
		name: 'messages with characters that Postgres refuses',
		run: async (bench) => [await bench.call(bench.line('Hostile message', [bench.webhook(), bench.stop('Stop', '={{ "nul \\u0000 and half \\ud83e end" }}')]))],
		expected: [{ execution: { outcome: 'failed' }, errors: [{ node_name: 'Stop', error_message: expect.stringMatching(/^nul .* and half .* end/) }] }],
	},
	{
		name: 'a message of five megabytes',
		run: async (bench) => [await bench.call(bench.line('Long message', [bench.webhook(), bench.stop('Stop', '={{ "long ".repeat(1000000) }}')]))],
		expected: [{ execution: { outcome: 'failed' }, errors: [{ node_name: 'Stop', error_message: expect.stringMatching(/^(long ){3000}.*…$/) }] }],
	},
];
