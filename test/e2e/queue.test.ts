import { differences } from '../support/compare';
import { setQueueStage, untilRecording, type QueueStage } from '../support/queue-stage';
import { describeWith } from '../support/required';
import { until } from '../support/stage';

jest.setTimeout(400_000);

describeWith('redis-server', 'MONITOR_TEST_REDIS_SERVER', 'n8n in queue mode', (redisServer) => {
	let stage: QueueStage;
	let webhooks: string;

	beforeAll(async () => {
		stage = await setQueueStage(redisServer);
		await stage.start('worker-1', 'worker');
		await stage.start('worker-2', 'worker');
		webhooks = (await stage.start('webhook', 'webhook')).url;
		await untilRecording(stage.read, 4);
	});

	afterAll(async () => await stage?.strike());

	it('records what workers execute for main and webhook process as n8n does', async () => {
		const { client, read, rig, shop } = stage;
		for (const p of Object.values(rig.samples.PATHS)) await fetch(`${webhooks}/webhook/${p}?run=3`);
		await client.deactivate(shop.healthy.id);
		const shopIds = Object.values(shop).map(({ id }) => id);
		let ids: string[] = [];
		await until(
			async () => {
				const listed = (await client.executions()).filter(({ workflowId }) => shopIds.includes(workflowId));
				ids = listed.map(({ id }) => id);
				return listed.length >= 8 && listed.every(({ status }) => ['success', 'error'].includes(status));
			},
			60_000,
			'executions that end',
		);
		const known = await read<{ execution_id: string }>("select execution_id from workflow_executions where node_runs is not null");
		// Those that ran before a worker had found the monitor are no part of this.
		const recorded = ids.filter((id) => known.some(({ execution_id }) => execution_id === id));
		expect(recorded.length).toBeGreaterThanOrEqual(8);
		let found: string[] = [];
		await until(async () => (found = await differences(client, read, recorded)).length === 0, 20_000, 'equal records').catch(() => {});
		expect(found).toEqual([]);
	});

	it('tells each execution once, though two processes know of it', async () => {
		const rows = await stage.read('select execution_id, count(*)::int as ends from workflow_execution_logs where message like \'Execution f%\' group by 1 having count(*) > 1');
		expect(rows).toEqual([]);
	});

	it('starts the workflow of a trigger for what a time-out has ended in a worker, and for what a webhook process took in, once', async () => {
		const { client, read, rig } = stage;
		const { json } = rig;
		const { id } = await rig.publish(client, json.workflow(
			'Takes too long',
			[
				json.node('Webhook', 'webhook', 2, { path: 'too-long', responseMode: 'onReceived' }, { webhookId: 'too-long' }),
				json.node('Wait', 'wait', 1.1, { amount: 20, unit: 'seconds' }),
			],
			json.inLine('Webhook', 'Wait'),
			{ executionTimeout: 2 },
		));
		const called = async () => await fetch(`${webhooks}/webhook/too-long`).then(({ status }) => status, () => 0);
		await until(async () => (await called()) === 200, 30_000, 'the webhook process to know the workflow');
		const deliveries = async () =>
			await read<{ state: string; execution_id: string; started_execution_id: string | null }>(
				"select state, execution_id, started_execution_id from event_deliveries where workflow_id = $1 and event = 'execution_failed'",
				[id],
			);
		await until(async () => (await deliveries()).some(({ state }) => state === 'done'), 60_000, 'the delivery');
		const [delivery, ...more] = await deliveries();
		expect(more).toEqual([]);
		const started = await client.execution(delivery.started_execution_id);
		const [trigger] = started.data.resultData.runData['Monitor Trigger'] as Array<{ data: { main: Array<Array<{ json: object }>> } }>;
		expect(trigger.data.main[0][0].json).toMatchObject({ event: 'execution_failed', end_reason: 'timeout', status: 'canceled', execution: { id: delivery.execution_id } });
	});
});
