import type { Case } from './bench';

const SUCCEEDED = { status: 'success', outcome: 'succeeded', end_reason: 'finished', handled_errors: 0 };

/** By what an execution is started, and what it starts in its turn. */
export const STARTS: Case[] = [
	{
		name: 'a webhook',
		run: async (bench) => [await bench.call(bench.line('By webhook', [bench.webhook(), bench.noOp('Done')]))],
		expected: [
			{
				execution: { ...SUCCEEDED, kind: 'webhook', trigger_node: 'Webhook', trigger_type: 'n8n-nodes-base.webhook', items_in: 1, items_out: 1 },
				runs: [['Webhook'], ['Done']],
			},
		],
	},
	{
		name: 'a schedule',
		run: async (bench) => {
			const rule = { interval: [{ field: 'seconds', secondsInterval: 1 }] };
			const id = await bench.publish(bench.line('By schedule', [bench.node('Schedule', 'scheduleTrigger', 1.2, { rule }), bench.noOp('Done')]));
			await bench.ended(id);
			await bench.client.deactivate(id);
			return (await bench.ended(id)).slice(0, 1);
		},
		expected: [{ execution: { ...SUCCEEDED, mode: 'trigger', kind: 'schedule', trigger_node: 'Schedule' } }],
	},
	{
		name: 'a form',
		run: async (bench) => {
			const form = { formTitle: 'Order', formFields: { values: [{ fieldLabel: 'name' }] }, options: { path: 'cases-form' } };
			const id = await bench.publish(bench.line('By form', [bench.node('Form', 'formTrigger', 2.2, form, { webhookId: 'cases-form' }), bench.noOp('Done')]));
			const body = new FormData();
			body.append('field-0', 'Ada');
			await fetch(`${bench.client.url}/form/cases-form`, { method: 'POST', body });
			return await bench.ended(id);
		},
		expected: [{ execution: { ...SUCCEEDED, kind: 'form', trigger_node: 'Form' } }],
	},
	{
		name: 'a chat',
		run: async (bench) => {
			const chat = bench.node('Chat', '@n8n/n8n-nodes-langchain.chatTrigger', 1.1, { public: true, mode: 'webhook', options: {} }, { webhookId: 'cases-chat' });
			const id = await bench.publish(bench.line('By chat', [chat, bench.noOp('Done')]));
			await bench.client.webhook('cases-chat/chat', { method: 'POST', body: { action: 'sendMessage', sessionId: 's', chatInput: 'hello' } });
			return await bench.ended(id);
		},
		expected: [{ execution: { ...SUCCEEDED, kind: 'chat', trigger_node: 'Chat' } }],
	},
	{
		name: 'the failure of another workflow',
		run: async (bench) => {
			const watcher = await bench.publish(bench.line('Error workflow', [bench.node('Error Trigger', 'errorTrigger', 1), bench.noOp('Tell somebody')]));
			const failed = await bench.call(bench.line('Has an error workflow', [bench.webhook(), bench.stop('Stop', 'No more boxes')], { errorWorkflow: watcher }));
			return [failed, ...(await bench.ended(watcher))];
		},
		expected: [
			{
				execution: { status: 'error', outcome: 'failed', end_reason: 'failed', last_node: 'Stop', failed_nodes: 1 },
				errors: [{ node_name: 'Stop', error_message: 'No more boxes', handled: false }],
			},
			{ execution: { ...SUCCEEDED, mode: 'error', kind: 'error', trigger_node: 'Error Trigger' } },
		],
	},
	{
		name: 'a retry that succeeds',
		run: async (bench) => {
			const failed = await bench.call(bench.line('Fails once', [bench.webhook(), bench.ask('Ask', 1), bench.noOp('Done')]));
			await bench.client.retry(failed);
			const { workflowId } = await bench.client.execution(failed);
			return await bench.ended(workflowId, 2);
		},
		expected: [
			{ execution: { status: 'error', outcome: 'failed', kind: 'webhook' }, runs: [['Webhook'], ['Ask', { log_level: 'error' }]] },
			{ execution: { ...SUCCEEDED, mode: 'retry', kind: 'retry' }, runs: [['Ask', { items_in: 1 }], ['Done']] },
		],
	},
	{
		name: 'a dataset that is evaluated row by row',
		run: async (bench) => {
			const { client } = bench;
			const [{ id: project }] = (await client.request('GET', '/rest/projects/my-projects')) as Array<{ id: string }>;
			const table = (await client.request('POST', `/rest/projects/${project}/data-tables`, { name: 'Questions', columns: [{ name: 'question', type: 'string' }] })) as { id: string };
			await client.request('POST', `/rest/projects/${project}/data-tables/${table.id}/insert`, { data: [{ question: 'one' }, { question: 'two' }] });
			const dataset = { source: 'dataTable', dataTableId: { __rl: true, mode: 'id', value: table.id } };
			const metrics = { operation: 'setMetrics', metric: 'customMetrics', metrics: { assignments: [{ id: 'm', name: 'score', value: 1, type: 'number' }] } };
			const { id } = await client.createWorkflow(
				bench.line('Evaluated', [bench.node('Dataset', 'evaluationTrigger', 4.7, dataset), bench.node('Score', 'evaluation', 4.8, metrics)]),
			);
			await client.request('POST', `/rest/workflows/${id}/test-runs/new`, {});
			return await bench.ended(id, 2);
		},
		expected: [
			{ execution: { ...SUCCEEDED, mode: 'evaluation', kind: 'evaluation' } },
			{ execution: { ...SUCCEEDED, mode: 'evaluation', kind: 'evaluation' } },
		],
	},
	{
		name: 'a parent that waits for it',
		run: async (bench) => {
			const child = await bench.publish(bench.line('Child', [bench.called(), ...bench.items()]));
			const parent = await bench.call(bench.line('Waits for its child', [bench.webhook(), bench.subWorkflow('Call', child), bench.noOp('Done')]));
			return [parent, ...(await bench.ended(child))];
		},
		expected: [
			{ execution: { ...SUCCEEDED, items_in: 1, items_out: 3 }, runs: [['Webhook'], ['Call', { items_in: 1, items_out: 3 }], ['Done', { items_in: 3 }]] },
			{ execution: { ...SUCCEEDED, mode: 'integrated', kind: 'sub_workflow', trigger_node: 'Called', items_in: 1, items_out: 3 } },
		],
	},
	{
		name: 'a parent that does not wait for it',
		run: async (bench) => {
			const child = await bench.publish(bench.line('Child in the background', [bench.called(), bench.noOp('Done')]));
			const parent = await bench.call(bench.line('Goes on', [bench.webhook(), bench.subWorkflow('Call', child, { wait: false })]));
			return [parent, ...(await bench.ended(child))];
		},
		expected: [{ execution: SUCCEEDED }, { execution: { ...SUCCEEDED, mode: 'integrated', kind: 'sub_workflow' } }],
	},
	{
		name: 'a parent that calls it for each item',
		run: async (bench) => {
			const child = await bench.publish(bench.line('Child of each item', [bench.called(), bench.noOp('Done')]));
			const parent = await bench.call(bench.line('Calls for each item', [bench.webhook(), ...bench.items(), bench.subWorkflow('Call', child, { mode: 'each' })]));
			return [parent, ...(await bench.ended(child, 3))];
		},
		expected: [
			{ execution: { ...SUCCEEDED, items_out: 3 } },
			...Array.from({ length: 3 }, () => ({ execution: { ...SUCCEEDED, kind: 'sub_workflow', items_in: 1 } })),
		],
	},
	{
		name: 'a parent that calls it in a loop',
		run: async (bench) => {
			const child = await bench.publish(bench.line('Child in a loop', [bench.called(), bench.noOp('Done')]));
			const loop = bench.node('Loop', 'splitInBatches', 3, { batchSize: 1, options: {} });
			const nodes = [bench.webhook(), ...bench.items(), loop, bench.subWorkflow('Call', child), bench.noOp('Done')];
			const links = { ...bench.inLine('Webhook', 'List', 'Items', 'Loop'), Loop: [['Done'], ['Call']], Call: [['Loop']] };
			const parent = await bench.call(bench.workflow('Calls in a loop', nodes, links));
			return [parent, ...(await bench.ended(child, 3))];
		},
		expected: [
			{
				execution: { ...SUCCEEDED, node_count: 6, node_runs: 11, items_out: 3 },
				runs: [
					['Webhook'],
					['List'],
					['Items', { items_out: 3 }],
					['Loop', { metadata: { run_index: 0, outputs: [0, 1] } }],
					['Call', { metadata: { run_index: 0 } }],
					['Loop', { metadata: { run_index: 1, outputs: [0, 1] } }],
					['Call', { metadata: { run_index: 1 } }],
					['Loop', { metadata: { run_index: 2, outputs: [0, 1] } }],
					['Call', { metadata: { run_index: 2 } }],
					['Loop', { metadata: { run_index: 3, outputs: [3, 0] } }],
					['Done', { items_in: 3 }],
				],
			},
			...Array.from({ length: 3 }, () => ({ execution: { ...SUCCEEDED, kind: 'sub_workflow' } })),
		],
	},
	{
		name: 'a parent that waits while it waits itself',
		run: async (bench) => {
			const wait = bench.node('Wait', 'wait', 1.1, { resume: 'webhook', options: {} }, { webhookId: 'cases-child-wait' });
			const child = await bench.publish(bench.line('Child that waits', [bench.called(), wait, bench.noOp('Go on')]));
			const path = 'cases-parent-wait';
			const parent = await bench.publish(bench.line('Waits with its child', [bench.webhook(path), bench.subWorkflow('Call', child), bench.noOp('Done')]));
			await bench.client.webhook(path);
			const [waiting] = await bench.ended(child, 1, ['waiting']);
			const [caller] = await bench.ended(parent, 1, ['waiting']);
			await bench.untilRecorded(caller, { status: 'waiting', wait_till: null, finished_at: null });
			await bench.resume(waiting);
			return [...(await bench.ended(parent)), ...(await bench.ended(child))];
		},
		expected: [
			{ execution: { ...SUCCEEDED, kind: 'webhook', node_count: 3 }, runs: [['Webhook'], ['Call'], ['Done']] },
			{ execution: { ...SUCCEEDED, kind: 'sub_workflow', node_count: 3 }, runs: [['Called'], ['Wait'], ['Go on']] },
		],
	},
	{
		name: 'a parent that goes on when it fails',
		run: async (bench) => {
			const child = await bench.publish(bench.line('Child that fails', [bench.called(), bench.stop('Stop', 'Child gave up')]));
			const call = bench.subWorkflow('Call', child, { onError: 'continueRegularOutput' });
			const parent = await bench.call(bench.line('Outlives its child', [bench.webhook(), call, bench.noOp('Done')]));
			return [parent, ...(await bench.ended(child))];
		},
		expected: [
			{ execution: { status: 'success', outcome: 'succeeded_with_errors', failed_children: 1, failed_nodes: 0 } },
			{ execution: { status: 'error', outcome: 'failed', kind: 'sub_workflow' }, errors: [{ node_name: 'Stop', handled: false }] },
		],
	},
];
