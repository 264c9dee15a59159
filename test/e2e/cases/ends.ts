import type { Bench, Case } from './bench';

const UNSAVED = { saveDataErrorExecution: 'none', saveDataSuccessExecution: 'none', saveManualExecutions: false };

/** How executions end, wait and are run in part; and those that n8n does not keep. */
export const ENDS: Case[] = [
	{
		name: 'a time-out',
		run: async (bench) => [await bench.call(bench.line('Takes too long', [bench.webhook(), sleeping(bench, 5)], { executionTimeout: 1 }))],
		expected: [{ execution: { status: 'canceled', end_reason: 'timeout', outcome: 'failed' } }],
	},
	{
		name: 'a stop by hand while a node runs',
		run: async (bench) => {
			const { id } = await bench.client.createWorkflow(bench.line('Stopped', [manual(bench), sleeping(bench, 2), bench.noOp('Never')]));
			const execution = await bench.client.runManually(id, { triggerName: 'Start' });
			await running(bench, execution, 'Sleep');
			await bench.client.stop(execution);
			return await bench.ended(id);
		},
		expected: [{ execution: { status: 'canceled', end_reason: 'stopped', outcome: 'stopped', kind: 'manual', last_node: 'Sleep' } }],
	},
	{
		name: 'a wait for a call',
		run: async (bench) => {
			const wait = bench.node('Wait', 'wait', 1.1, { resume: 'webhook', options: {} }, { webhookId: 'cases-wait' });
			const id = await bench.publish(bench.line('Waits for a call', [bench.webhook('cases-waits'), wait, bench.noOp('After')]));
			await bench.client.webhook('cases-waits');
			const [execution] = await bench.ended(id, 1, ['waiting']);
			await bench.untilRecorded(execution, { status: 'waiting', wait_till: null, finished_at: null });
			await bench.resume(execution);
			return await bench.ended(id);
		},
		expected: [
			{
				execution: { status: 'success', outcome: 'succeeded', kind: 'webhook', node_count: 3, node_runs: 3, segment: 1, wait_till: null },
				runs: [['Webhook', { step_number: 1 }], ['Wait', { step_number: 2 }], ['After', { step_number: 3 }]],
			},
		],
	},
	{
		name: 'a part that is run by hand, on data of the run before',
		run: async (bench) => {
			const { client } = bench;
			const { id } = await client.createWorkflow(bench.line('Tried out', [manual(bench), bench.set('A', 'a'), bench.noOp('B'), bench.noOp('C')]));
			const whole = await client.runManually(id, { triggerName: 'Start' });
			const { data } = await client.untilEnded(whole);
			const { B, C, ...runData } = data.resultData.runData;
			expect([B, C]).toEqual([expect.anything(), expect.anything()]);
			const part = await client.runManually(id, { destinationNode: 'C', runData, dirtyNodeNames: ['B'] });
			await client.untilEnded(part);
			const until = await client.runManually(id, { triggerName: 'Start', destinationNode: 'A' });
			await client.untilEnded(until);
			return [whole, part, until];
		},
		expected: [
			{ execution: { mode: 'manual', kind: 'manual', trigger_node: 'Start', node_count: 4 }, runs: [['Start'], ['A'], ['B'], ['C']] },
			{ execution: { mode: 'manual', kind: 'partial', node_count: 2 }, runs: [['B', { items_in: 1 }], ['C', { items_in: 1 }]] },
			{ execution: { mode: 'manual', kind: 'partial', node_count: 2 }, runs: [['Start'], ['A']] },
		],
	},
	{
		name: 'a workflow with issues, which n8n does not begin',
		run: async (bench) => {
			const { id } = await bench.client.createWorkflow(bench.line('With issues', [manual(bench), bench.node('Ask', 'httpRequest', 4.2, { url: '' })]));
			await bench.client.runManually(id, { triggerName: 'Start' });
			return await bench.ended(id);
		},
		expected: [{ execution: { status: 'error', outcome: 'failed', kind: 'manual', node_runs: 0, process_id: null, n8n_version: null, package_version: null }, runs: [], errors: [{ handled: false }] }],
	},
	{
		name: 'pinned data',
		run: async (bench) => {
			const json = bench.line('Pinned', [manual(bench), bench.set('A', 'not pinned'), bench.noOp('B')]);
			const { id } = await bench.client.createWorkflow({ ...json, pinData: { A: [{ json: { value: 1 } }, { json: { value: 2 } }] } });
			await bench.client.runManually(id, { triggerName: 'Start' });
			return await bench.ended(id);
		},
		expected: [
			{
				execution: { kind: 'manual', items_out: 2 },
				runs: [['Start', { metadata: expect.not.objectContaining({ pinned: true }) }], ['A', { items_out: 2, metadata: { pinned: true } }], ['B', { metadata: expect.not.objectContaining({ pinned: true }) }]],
			},
		],
	},
	{
		name: 'successes that n8n is told not to keep',
		run: async (bench) => await unsaved(bench, bench.noOp('Done')),
		expected: [{ execution: { status: 'success', kind: 'webhook', outcome: 'succeeded' }, runs: [['Webhook'], ['Done']], forgotten: true }],
	},
	{
		name: 'failures that n8n is told not to keep',
		run: async (bench) => await unsaved(bench, bench.stop('Stop', 'Nobody shall know')),
		expected: [
			{
				execution: { status: 'error', kind: 'webhook', outcome: 'failed' },
				runs: [['Webhook'], ['Stop']],
				errors: [{ node_name: 'Stop', error_message: 'Nobody shall know', handled: false }],
				forgotten: true,
			},
		],
	},
];

function manual(bench: Bench) {
	return bench.node('Start', 'manualTrigger', 1);
}

function sleeping(bench: Bench, seconds: number) {
	return bench.node('Sleep', 'wait', 1.1, { amount: seconds, unit: 'seconds' }, { webhookId: `cases-sleep-${seconds}` });
}

async function running(bench: Bench, execution: string, node: string) {
	await bench.untilRecorded(execution, { status: 'running', last_node: node });
}

/** n8n lists such an execution while it runs at most, so that ours is found by its workflow. */
async function unsaved(bench: Bench, last: ReturnType<Bench['node']>): Promise<string[]> {
	const path = `cases-unsaved-${last.type}`;
	const id = await bench.publish(bench.line(`Not kept: ${last.name}`, [bench.webhook(path), last], UNSAVED));
	await bench.client.webhook(path);
	return [await bench.endedInOurs(id)];
}
