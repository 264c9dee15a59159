import { WorkflowMonitor } from '../../index';
import { startCaseStub, type CaseStub } from '../support/case-stub';
import { loadRig, reader, tarball, until, type Rig, type Stage } from '../support/stage';
import { Bench } from './cases/bench';

jest.setTimeout(180_000);

describe('what goes on in a real n8n', () => {
	let rig: Rig;
	let stage: Stage;
	let stub: CaseStub;
	let bench: Bench;
	let monitor: WorkflowMonitor;
	let credential: { id: string; name: string };

	beforeAll(async () => {
		rig = await loadRig();
		stage = await rig.setStage({ tarball: tarball(), fast: true });
		const read = reader(stage.monitorUrl);
		stub = await startCaseStub();
		bench = new Bench(stage.client, read, stub, rig.json);
		({ credential } = await rig.publishMonitor(stage.client, stage.monitorDatabase));
		await until(async () => (await read('select from processes')).length > 0, 30_000, 'a monitor that records');
		monitor = new WorkflowMonitor({ connectionString: stage.monitorUrl });
	});

	afterAll(async () => {
		await monitor?.close();
		await stub?.stop();
		await stage?.strike();
	});

	it('foretells the rest of an execution once it has seen three, also after a wait', async () => {
		const wait = bench.node('Ask a person', 'wait', 1.1, { resume: 'webhook', options: {} }, { webhookId: 'live-asks' });
		const sleep = bench.node('Print', 'wait', 1.1, { amount: 3, unit: 'seconds' });
		const workflow = await bench.publish(bench.line('Asks and prints', [bench.webhook('live-asks'), wait, sleep, bench.noOp('Done')]));
		const printing = async () => {
			await bench.client.webhook('live-asks');
			let waiting: string | undefined;
			await until(async () => {
				[waiting] = (await monitor.getLiveStatuses({ workflowId: workflow, states: ['waiting'] })).map((each) => each.executionId);
				return waiting !== undefined;
			}, 30_000, 'an execution that waits');
			const status = await monitor.getLiveStatus(workflow, { executionId: waiting });
			expect(status).toMatchObject({ current_state: 'waiting', waiting_for: 'call', waiting_until: null, current_step: 'Ask a person', estimate_reason: 'waiting' });
			await bench.resume(String(waiting));
			let live = await monitor.getLiveStatus(workflow);
			await until(async () => {
				live = await monitor.getLiveStatus(workflow);
				return live?.current_step === 'Print' && live.current_step_time !== null;
			}, 30_000, 'an execution that prints');
			return live;
		};
		for (let runs = 0; runs < 3; runs += 1) {
			expect(await printing()).toMatchObject({ estimated_remaining_time: null, estimate_reason: 'too_few_runs', estimate_runs: runs });
			await bench.ended(workflow, runs + 1);
			await until(async () => (await monitor.getExecutions({ workflowId: workflow, status: 'success' })).length === runs + 1, 30_000, 'an end that is recorded');
		}
		let fourth = await printing();
		// What is known of earlier runs is some seconds old at most.
		await until(async () => {
			if (fourth?.estimate_runs !== 3) fourth = (await monitor.getLiveStatus(workflow)) ?? (await printing());
			return fourth?.estimate_runs === 3;
		}, 60_000, 'an execution with three earlier ones');
		expect(fourth).toMatchObject({ current_state: 'running', no_node_has_run: false, estimate_reason: null });
		expect(fourth?.estimated_remaining_time).toBeLessThan(10_000);
		expect(fourth?.progress_percentage).toBeLessThanOrEqual(99);
	});

	it('tells a wait for a time from one for a sub-workflow', async () => {
		const long = bench.node('Tomorrow', 'wait', 1.1, { amount: 1, unit: 'days' });
		const child = await bench.publish(bench.line('Waits a day', [bench.called(), long]));
		const parent = await bench.publish(bench.line('Waits for it', [bench.webhook('live-parent'), bench.subWorkflow('Call', child)]));
		await bench.client.webhook('live-parent');
		await bench.ended(parent, 1, ['waiting']);
		const both = async () => {
			const waiting = await monitor.getLiveStatuses({ states: ['waiting'] });
			return [parent, child].map((workflowId) => waiting.find((each) => each.workflowId === workflowId));
		};
		await until(async () => (await both()).every((each) => each !== undefined), 30_000, 'two executions that wait');
		const [ofParent, ofChild] = await both();
		expect(ofParent).toMatchObject({ workflow_name: 'Waits for it', waiting_for: 'sub_workflow', waiting_until: null, current_step: 'Call' });
		expect(ofChild).toMatchObject({ waiting_for: 'time', current_step: 'Tomorrow' });
		expect(Date.parse(ofChild?.waiting_until ?? '')).toBeGreaterThan(Date.now());
		expect((await monitor.explain(String(ofChild?.execution_id))).text).toMatch(/ waits until .* UTC at step 2 \(node "Tomorrow"\)/);
	});

	it('explains a failure by Monitor Query', async () => {
		const query = bench.node(
			'Explain it',
			'n8n-nodes-monitor.monitorQuery',
			1,
			{ resource: 'execution', operation: 'explain', executionId: '={{ $json.query.id }}' },
			{ credentials: { monitorPostgresApi: credential } },
		);
		const asked = bench.webhook('live-explain');
		await bench.publish(bench.line('Explains', [{ ...asked, parameters: { ...asked.parameters, responseMode: 'lastNode' } }, query]));
		const failed = await bench.call(bench.line('Fails', [bench.webhook(), bench.noOp('Before'), bench.stop('Refuse', 'Card refused')]));
		let text = '';
		await until(async () => {
			({ text } = (await bench.client.webhook('live-explain', { query: { id: failed } })).body as { text: string });
			return / failed /.test(text);
		}, 30_000, 'a failure that is recorded');
		expect(text).toMatch(/^Execution "\d+" of workflow "Fails" failed at step 3 \(node "Refuse"\) after \d+ ms\./);
		expect(text).toContain('"Card refused". It is the first failure of this kind.');
		expect(text).toContain('No successful run before it is known.');
	});
});
