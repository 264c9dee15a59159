import type { Case } from './bench';

const WITH_ERRORS = { status: 'success', outcome: 'succeeded_with_errors', failed_nodes: 0 };
const THREE_TRIES = { retryOnFail: true, maxTries: 3, waitBetweenTries: 50 };

/** What nodes do: fail and go on, try again, put out nothing, run inside others. */
export const NODES: Case[] = [
	{
		name: 'an error that the engine goes on from',
		run: async (bench) => [
			await bench.call(bench.line('Engine goes on', [bench.webhook(), bench.stop('Stop', 'Passed over', { onError: 'continueRegularOutput' }), bench.noOp('Done')])),
		],
		expected: [
			{
				execution: { ...WITH_ERRORS, handled_errors: 1, items_out: 1 },
				runs: [['Webhook'], ['Stop', { log_level: 'error', items_out: 1, metadata: { handled: true } }], ['Done', { log_level: 'info' }]],
				errors: [{ node_name: 'Stop', error_message: 'Passed over', handled: true }],
			},
		],
	},
	{
		name: 'an error that the engine goes on from by an error output',
		run: async (bench) => {
			const nodes = [bench.webhook(), bench.stop('Stop', 'Led away', { onError: 'continueErrorOutput' }), bench.noOp('Good'), bench.noOp('Bad')];
			return [await bench.call(bench.workflow('Engine leads away', nodes, { ...bench.inLine('Webhook', 'Stop'), Stop: [['Good'], ['Bad']] }))];
		},
		expected: [{ execution: { ...WITH_ERRORS, handled_errors: 1 }, errors: [{ node_name: 'Stop', handled: true }] }],
	},
	{
		name: 'an error of the last node, which ends the execution although it would go on',
		run: async (bench) => [await bench.call(bench.line('Ends all the same', [bench.webhook(), bench.stop('Stop', 'The end', { onError: 'continueRegularOutput' })]))],
		expected: [
			{
				execution: { status: 'error', outcome: 'failed', handled_errors: 0, failed_nodes: 1 },
				errors: [{ node_name: 'Stop', error_message: 'The end', handled: false }],
			},
		],
	},
	{
		name: 'an error item that a node puts out itself',
		run: async (bench) => [
			await bench.call(bench.line('Node goes on', [bench.webhook(), bench.ask('Ask', 9, { onError: 'continueRegularOutput' }), bench.noOp('Done')])),
		],
		expected: [
			{
				execution: { ...WITH_ERRORS, handled_errors: 1 },
				runs: [['Webhook'], ['Ask', { log_level: 'warn', items_out: 1, metadata: { error_items: 1 } }], ['Done', { log_level: 'info', items_in: 1 }]],
				errors: [{ node_name: 'Ask', handled: true }],
			},
		],
	},
	{
		name: 'an error item that a node leads to its error output',
		run: async (bench) => {
			const nodes = [bench.webhook(), bench.ask('Ask', 9, { onError: 'continueErrorOutput' }), bench.noOp('Good'), bench.noOp('Bad')];
			return [await bench.call(bench.workflow('Node leads away', nodes, { ...bench.inLine('Webhook', 'Ask'), Ask: [['Good'], ['Bad']] }))];
		},
		expected: [
			{
				execution: { ...WITH_ERRORS, handled_errors: 1, items_out: 1 },
				runs: [['Webhook'], ['Ask', { log_level: 'warn', metadata: { outputs: [0, 1], error_items: 1 } }], ['Bad', { items_in: 1 }]],
				errors: [{ node_name: 'Ask', handled: true }],
			},
		],
	},
	{
		name: 'fields called error that say that there is none',
		run: async (bench) => {
			const lines = '={{ [{ error: null }, { error: "" }, { error: false }, { error: {} }] }}';
			const nodes = [bench.webhook(), bench.set('List', lines), bench.node('Items', 'splitOut', 1, { fieldToSplitOut: 'value', options: {} }, { onError: 'continueRegularOutput' })];
			return [await bench.call(bench.line('No error', nodes))];
		},
		expected: [{ execution: { outcome: 'succeeded', handled_errors: 0, items_out: 4 }, errors: [] }],
	},
	{
		name: 'three tries that all fail',
		run: async (bench) => [await bench.call(bench.line('Tries in vain', [bench.webhook(), bench.ask('Ask', 9, THREE_TRIES)]))],
		expected: [
			{
				execution: { status: 'error', outcome: 'failed', handled_errors: 2, node_runs: 2 },
				runs: [['Webhook'], ['Ask', { log_level: 'error' }]],
				errors: [
					{ node_name: 'Ask', handled: true, metadata: { try: 1, tries: 3 } },
					{ node_name: 'Ask', handled: true, metadata: { try: 2, tries: 3 } },
					{ node_name: 'Ask', handled: false },
				],
			},
		],
	},
	{
		name: 'a third try that succeeds',
		run: async (bench) => [await bench.call(bench.line('Tries again', [bench.webhook(), bench.ask('Ask', 2, THREE_TRIES), bench.noOp('Done')]))],
		expected: [
			{
				execution: { ...WITH_ERRORS, handled_errors: 2 },
				runs: [['Webhook'], ['Ask', { log_level: 'info' }], ['Done']],
				errors: [
					{ node_name: 'Ask', handled: true, metadata: { try: 1, tries: 3 } },
					{ node_name: 'Ask', handled: true, metadata: { try: 2, tries: 3 } },
				],
			},
		],
	},
	{
		name: 'three tries that the node swallows',
		run: async (bench) => [
			await bench.call(bench.line('Tries and swallows', [bench.webhook(), bench.ask('Ask', 9, { ...THREE_TRIES, onError: 'continueRegularOutput' }), bench.noOp('Done')])),
		],
		expected: [
			{
				execution: { ...WITH_ERRORS, handled_errors: 3 },
				errors: [
					{ node_name: 'Ask', handled: true, metadata: { try: 1 } },
					{ node_name: 'Ask', handled: true, metadata: { try: 2 } },
					{ node_name: 'Ask', handled: true, metadata: { item_count: 1 } },
				],
			},
		],
	},
	{
		name: 'a node that is switched off',
		run: async (bench) => [await bench.call(bench.line('Switched off', [bench.webhook(), bench.noOp('Off', { disabled: true }), bench.noOp('Done')]))],
		expected: [
			{
				execution: { outcome: 'succeeded', node_runs: 3 },
				runs: [['Webhook'], ['Off', { metadata: { disabled: true } }], ['Done', { metadata: expect.not.objectContaining({ disabled: true }) }]],
			},
		],
	},
	{
		name: 'no items',
		run: async (bench) => [
			await bench.call(
				bench.line('Green but empty', [bench.webhook(), bench.set('List', '={{ [] }}'), bench.node('Items', 'splitOut', 1, { fieldToSplitOut: 'value', options: {} }), bench.noOp('Never')]),
			),
		],
		expected: [{ execution: { outcome: 'succeeded', items_in: 1, items_out: 0 }, runs: [['Webhook'], ['List'], ['Items', { items_in: 1, items_out: 0 }]] }],
	},
	{
		name: 'an item in place of none',
		run: async (bench) => {
			const nothing = bench.node('Items', 'splitOut', 1, { fieldToSplitOut: 'value', options: {} }, { alwaysOutputData: true });
			return [await bench.call(bench.line('Always an item', [bench.webhook(), bench.set('List', '={{ [] }}'), nothing, bench.noOp('Done')]))];
		},
		expected: [{ execution: { outcome: 'succeeded', items_out: 1 }, runs: [['Webhook'], ['List'], ['Items', { items_out: 1 }], ['Done', { items_in: 1 }]] }],
	},
	{
		name: 'an agent with a model and a tool',
		run: async (bench) => {
			const { id, name } = await bench.client.createCredential('Model', 'openAiApi', { apiKey: 'none', url: `${bench.stub.url}/v1` });
			const model = { model: { __rl: true, mode: 'id', value: 'stub' }, options: {} };
			const agent = { promptType: 'define', text: 'What is 2 + 2?', options: {} };
			const json = bench.line('Agent', [bench.webhook(), bench.node('Agent', '@n8n/n8n-nodes-langchain.agent', 3, agent)]);
			const inside = [
				bench.node('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, model, { credentials: { openAiApi: { id, name } } }),
				bench.node('Calculator', '@n8n/n8n-nodes-langchain.toolCalculator', 1),
			];
			const connections = { ...json.connections, Model: { ai_languageModel: feeds('ai_languageModel') }, Calculator: { ai_tool: feeds('ai_tool') } };
			return [await bench.call({ ...json, nodes: [...json.nodes, ...inside], connections })];
		},
		expected: [
			{
				execution: { outcome: 'succeeded', node_count: 4, node_runs: 5, items_out: 1 },
				runs: [
					['Webhook', { step_number: 1 }],
					['Agent', { step_number: 2, items_out: 1 }],
					['Model', { step_number: 3, items_out: null, metadata: { run_index: 0, parent_node: 'Agent', parent_step: 2 } }],
					['Calculator', { step_number: 4, metadata: { parent_node: 'Agent', parent_step: 2 } }],
					['Model', { step_number: 5, metadata: { run_index: 1, parent_node: 'Agent', parent_step: 2 } }],
				],
				errors: [],
			},
		],
	},
];

function feeds(type: string) {
	return [[{ node: 'Agent', type, index: 0 }]];
}
