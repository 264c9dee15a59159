import { loadRig, reader, tarball, until, type N8nClient, type Read, type Rig, type Stage } from '../support/stage';

jest.setTimeout(300_000);

const RUNS = 25;

describe('performance over a period, in a real n8n', () => {
	let rig: Rig;
	let stage: Stage;
	let client: N8nClient;
	let read: Read;
	let credential: { id: string; name: string };
	let workflowId: string;
	let versions: string[];

	beforeAll(async () => {
		rig = await loadRig();
		stage = await rig.setStage({ tarball: tarball() });
		({ client } = stage);
		read = reader(stage.monitorUrl);
		({ credential } = await rig.publishMonitor(client, stage.monitorDatabase));
		await until(async () => (await read('select 1 from instances')).length > 0, 30_000, 'the schema');
		versions = await runTwoVersions();
	});

	afterAll(async () => {
		await stage?.strike();
	});

	/** A workflow that calls another one, so many times; then its new version, in which it pauses for longer, as often. */
	async function runTwoVersions(): Promise<string[]> {
		const { json } = rig;
		const pause = (seconds: number) => ({ amount: seconds, unit: 'seconds' });
		const called = await rig.publish(
			client,
			json.workflow(
				'Called',
				[json.node('Start', 'executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' }), json.node('Pause', 'wait', 1.1, pause(0.5))],
				json.inLine('Start', 'Pause'),
			),
		);
		const calling = json.workflow(
			'Calling',
			[
				json.node('Webhook', 'webhook', 2, { path: 'calling', httpMethod: 'GET', responseMode: 'lastNode', options: {} }, { webhookId: 'calling' }),
				json.node('Pause', 'wait', 1.1, pause(0.05)),
				json.node('Call', 'executeWorkflow', 1.1, {
					workflowId: { __rl: true, mode: 'id', value: called.id },
					mode: 'once',
					options: { waitForSubWorkflow: true },
				}),
			],
			json.inLine('Webhook', 'Pause', 'Call'),
		);
		({ id: workflowId } = await rig.publish(client, calling));
		await callTimes(RUNS);
		await client.updateWorkflow(workflowId, {
			nodes: calling.nodes.map((node) => (node.name === 'Pause' ? { ...node, parameters: pause(0.8) } : node)),
			connections: calling.connections,
			versionId: (await client.workflow(workflowId)).versionId,
		});
		await client.activate(workflowId);
		await callTimes(RUNS);
		const ended = "select count(*)::int as ended from workflow_executions where workflow_id = $1 and status = 'success'";
		await until(async () => (await read<{ ended: number }>(ended, [workflowId]))[0].ended === 2 * RUNS, 30_000, 'all ends');
		const rows = await read<{ version: string }>(
			'select workflow_version as version from workflow_executions where workflow_id = $1 group by 1 order by min(started_at)',
			[workflowId],
		);
		return rows.map(({ version }) => version);
	}

	async function callTimes(count: number): Promise<void> {
		for (let run = 0; run < count; run += 1) expect((await client.webhook('calling')).status).toBe(200);
	}

	/** What an operation of Monitor Query gives within a workflow. */
	async function ask(operation: string, more: object = {}): Promise<Array<Record<string, unknown>>> {
		const { json } = rig;
		const workflow = await client.createWorkflow(
			json.workflow(
				operation,
				[
					json.node('Start', 'manualTrigger', 1),
					json.node(
						'Ours',
						'n8n-nodes-monitor.monitorQuery',
						1,
						{ resource: 'performance', operation, workflowId: { __rl: true, mode: 'id', value: workflowId }, ...more },
						{ credentials: { monitorPostgresApi: credential } },
					),
				],
				json.inLine('Start', 'Ours'),
			),
		);
		const id = await client.runManually(workflow.id, { triggerName: 'Start' });
		const { data } = await client.untilEnded(id);
		const [{ error, data: output }] = data.resultData.runData.Ours as Array<{ error?: Error; data: { main: Array<Array<{ json: Record<string, unknown> }>> } }>;
		expect(error).toBeUndefined();
		return output.main[0].map((item) => item.json);
	}

	// What calling costs n8n itself may change with the machine, and is told then, too.
	it('tells that the workflow and its node got slower with the new version', async () => {
		expect(versions).toHaveLength(2);
		const rows = await ask('getTrends', { simplify: false });
		for (const name of [null, 'Pause']) {
			expect(rows.find(({ node_name }) => node_name === name)).toMatchObject({
				workflow_name: 'Calling',
				metric: 'duration',
				direction: 'slower',
				with_new_version: true,
				version_before: versions[0],
				version_after: versions[1],
				may_be_time_of_day: true,
			});
		}
	});

	it('says that the time of the calling node is that of the sub-workflow', async () => {
		const rows = await ask('getBottlenecks', { simplify: false });
		expect(rows[0]).toMatchObject({ node_name: 'Pause', time_lies_in: 'node', runs: 2 * RUNS, failures: 0, executions_read: 2 * RUNS });
		const call = rows.find(({ node_name }) => node_name === 'Call');
		expect(call).toMatchObject({ time_lies_in: 'sub_workflow', sub_workflows: [expect.any(String)] });
		expect(call?.sub_workflow_duration).toBeGreaterThanOrEqual(2 * RUNS * 500);
	});

	it('gives percentiles that lie where the pauses do', async () => {
		const [{ n, p50, max }] = await ask('getPercentiles', { by: 'workflow' });
		expect(n).toBe(2 * RUNS);
		expect(p50).toBeGreaterThanOrEqual(550);
		expect(max).toBeGreaterThanOrEqual(1_300);
		const nodes = await ask('getPercentiles', { by: 'node' });
		expect(nodes.map(({ node_name }) => node_name).sort()).toEqual(['Call', 'Pause', 'Webhook']);
	});
});
