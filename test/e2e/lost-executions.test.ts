import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setQueueStage, untilRecording, type QueueStage } from '../support/queue-stage';
import { describeWith } from '../support/required';
import { loadRig, reader, tarball, until, type Read, type Rig, type Stage } from '../support/stage';

jest.setTimeout(400_000);

/** A short lease, so that nobody has to wait a minute for it to run out. */
const LEASE = 8;
const LEASE_ENV = { MONITOR_LEASE_SECONDS: String(LEASE) };
const ENDED = ['success', 'error', 'canceled', 'crashed'];

interface Recorded {
	execution_id: string;
	status: string;
	end_reason: string | null;
	last_node: string | null;
	memory_share: string | null;
	segment: number;
	started_at: Date;
	finished_at: Date | null;
	last_seen_at: Date | null;
}

const sleep = async (seconds: number) => await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

/** The row of an execution, once it has ended. */
async function ended(read: Read, id: string, seconds: number): Promise<Recorded> {
	let row: Recorded | undefined;
	await until(
		async () => {
			[row] = await read<Recorded>('select * from workflow_executions where execution_id = $1', [id]);
			return row !== undefined && ENDED.includes(row.status);
		},
		seconds * 1_000,
		`the end of execution ${id}`,
	);
	return row as Recorded;
}

const errorsOf = async (read: Read, id: string) =>
	await read('select error_type, severity from workflow_errors where execution_id = $1 and not handled', [id]);

/** Starts an execution by its webhook and gives its id once we have it as running. */
async function startOne(read: Read, stage: Pick<Stage, 'client'>, workflow: { id: string }, webhook: string): Promise<string> {
	const before = (await read<{ execution_id: string }>('select execution_id from workflow_executions where workflow_id = $1', [workflow.id])).map(({ execution_id }) => execution_id);
	expect((await stage.client.webhook(webhook)).status).toBe(200);
	let id = '';
	await until(
		async () => {
			const rows = await read<{ execution_id: string; last_node: string | null }>("select execution_id, last_node from workflow_executions where workflow_id = $1 and status in ('running', 'waiting')", [workflow.id]);
			const found = rows.find(({ execution_id, last_node }) => !before.includes(execution_id) && last_node?.startsWith('Wait'));
			id = found?.execution_id ?? '';
			return found !== undefined;
		},
		20_000,
		'the execution that was started',
	);
	return id;
}

/** Up to 65 s it waits inside the process, so that it stays `running`; else it is `waiting`. */
function waiting({ json: { node, workflow, inLine } }: Rig, name: string, seconds: number) {
	return workflow(
		name,
		[
			node('Webhook', 'webhook', 2, { path: name, options: {} }, { webhookId: name }),
			node('Wait', 'wait', 1.1, { amount: seconds, unit: 'seconds' }),
			node('Gone on', 'noOp', 1),
		],
		inLine('Webhook', 'Wait', 'Gone on'),
	);
}

describe('executions that lose their process', () => {
	let rig: Rig;
	let stage: Stage;
	let read: Read;
	let slow: { id: string };
	let wait: { id: string };
	let across: string;

	beforeAll(async () => {
		rig = await loadRig();
		stage = await rig.setStage({ tarball: tarball(), env: { ...LEASE_ENV, N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '2' } });
		read = reader(stage.monitorUrl);
		await rig.publishMonitor(stage.client, stage.monitorDatabase);
		slow = await rig.publish(stage.client, waiting(rig, 'slow', 60));
		wait = await rig.publish(stage.client, waiting(rig, 'wait-for-long', 100));
		await untilRecording(read, 1);
		across = await startOne(read, stage, wait, 'wait-for-long');
	});

	afterAll(async () => await stage?.strike());

	const startSlow = async () => await startOne(read, stage, slow, 'slow');
	const forgetEvents = () => {
		const folder = path.join(stage.n8n.userFolder, '.n8n');
		for (const name of readdirSync(folder)) if (name.startsWith('n8nEventLog')) rmSync(path.join(folder, name));
	};

	it('a waiting one that was stopped, a refused sub-workflow and a refused error workflow, of which no hook tells', async () => {
		const stopped = await startOne(read, stage, wait, 'wait-for-long');
		await until(async () => (await read("select 1 from workflow_executions where execution_id = $1 and status = 'waiting'", [stopped])).length === 1, 20_000, 'a waiting execution');
		await stage.client.stop(stopped);
		const closed = { ...rig.samples.child(), settings: { executionOrder: 'v1', callerPolicy: 'none' } };
		const child = await rig.publish(stage.client, closed);
		await rig.publish(stage.client, rig.samples.parent(child.id));
		await stage.client.webhook(rig.samples.PATHS.parent);
		const { node, workflow, inLine } = rig.json;
		const handler = await rig.publish(
			stage.client,
			workflow('Handler', [node('Error Trigger', 'errorTrigger', 1), node('Handle', 'noOp', 1)], inLine('Error Trigger', 'Handle'), { callerPolicy: 'none' }),
		);
		const fails = workflow(
			'Fails',
			[
				node('Webhook', 'webhook', 2, { path: 'fails', options: {} }, { webhookId: 'fails' }),
				node('Stop', 'stopAndError', 1, { errorMessage: 'no more' }),
			],
			inLine('Webhook', 'Stop'),
			{ errorWorkflow: handler.id },
		);
		await rig.publish(stage.client, fails);
		await stage.client.webhook('fails');
		expect(await ended(read, stopped, 40)).toMatchObject({ status: 'canceled', end_reason: 'stopped' });
		for (const [id, mode] of [[child.id, 'integrated'], [handler.id, 'error']]) {
			let refused: Recorded[] = [];
			await until(
				async () => (refused = await read<Recorded>('select * from workflow_executions where workflow_id = $1', [id])).length > 0,
				40_000,
				'a refused execution',
			);
			expect(refused).toMatchObject([{ status: 'error', end_reason: 'refused', mode }]);
			expect(await errorsOf(read, refused[0].execution_id)).toHaveLength(1);
		}
	});

	it('kill -9 in the middle: crashed, with its last node, and one error', async () => {
		const id = await startSlow();
		const killed = Date.now();
		await stage.n8n.kill();
		await stage.n8n.start();
		const row = await ended(read, id, 60);
		expect(row).toMatchObject({ status: 'crashed', end_reason: 'process_lost', last_node: 'Wait', memory_share: expect.any(String) });
		expect(row.finished_at?.getTime()).toBeLessThan(killed + 1_000);
		expect(await errorsOf(read, id)).toEqual([{ error_type: 'system', severity: 'critical' }]);
	});

	it('kill -9 and n8n has lost its own log of events too: we still know the node', async () => {
		const id = await startSlow();
		await stage.n8n.kill();
		forgetEvents();
		await stage.n8n.start();
		expect(await ended(read, id, 60)).toMatchObject({ status: 'crashed', end_reason: 'process_lost', last_node: 'Wait' });
		expect(await errorsOf(read, id)).toHaveLength(1);
	});

	it('SIGTERM with a run that is longer than n8n waits for it', async () => {
		const id = await startSlow();
		await stage.n8n.stop();
		await stage.n8n.start();
		expect(await ended(read, id, 60)).toMatchObject({ status: 'crashed', end_reason: 'process_lost', last_node: 'Wait' });
		expect(await errorsOf(read, id)).toHaveLength(1);
	});

	it('a stop of the whole process and an outage of the database, both longer than a lease, close nothing', async () => {
		const id = await startSlow();
		process.kill(stage.n8n.pid, 'SIGSTOP');
		await sleep(LEASE * 2);
		process.kill(stage.n8n.pid, 'SIGCONT');
		await stage.monitorServer.kill();
		await sleep(LEASE * 1.5);
		await stage.monitorServer.start();
		await sleep(LEASE);
		expect(await read('select status from workflow_executions where execution_id = $1', [id])).toEqual([{ status: 'running' }]);
		expect(await ended(read, id, 80)).toMatchObject({ status: 'success', end_reason: 'finished' });
		expect(await errorsOf(read, id)).toEqual([]);
	});

	it('one that waited over all these restarts goes on: one row, success, no error', async () => {
		const row = await ended(read, across, 120);
		expect(row).toMatchObject({ status: 'success', end_reason: 'finished', last_node: 'Gone on' });
		expect(row.segment).toBeGreaterThan(0);
		expect(await errorsOf(read, across)).toEqual([]);
		const steps = await read<{ step_number: number; node_name: string }>('select node_name, step_number from workflow_execution_logs where execution_id = $1 and duration is not null and node_name is not null order by step_number', [across]);
		expect(steps.map(({ node_name }) => node_name)).toEqual(['Webhook', 'Wait', 'Gone on']);
	});

	it('nothing is left open', async () => {
		expect(await read("select execution_id, status from workflow_executions where status in ('queued', 'running', 'waiting')")).toEqual([]);
	});
});

describeWith('redis-server', 'MONITOR_TEST_REDIS_SERVER', 'executions that lose their worker', (redisServer) => {
	let stage: QueueStage;
	let slow: { id: string };

	beforeAll(async () => {
		stage = await setQueueStage(redisServer, LEASE_ENV);
		slow = await stage.rig.publish(stage.client, waiting(stage.rig, 'slow-in-a-worker', 40));
	});

	afterAll(async () => await stage?.strike());

	it('a stopped worker is none that is lost; a killed one is, although n8n itself says nothing', async () => {
		const worker = await stage.start('worker-1', 'worker');
		await untilRecording(stage.read, 2);
		const stopped = await startOne(stage.read, stage, slow, 'slow-in-a-worker');
		process.kill(worker.pid, 'SIGSTOP');
		await sleep(LEASE * 2);
		process.kill(worker.pid, 'SIGCONT');
		expect(await ended(stage.read, stopped, 90)).toMatchObject({ status: 'success' });
		expect(await errorsOf(stage.read, stopped)).toEqual([]);

		const killed = await startOne(stage.read, stage, slow, 'slow-in-a-worker');
		await worker.kill();
		// Another folder: there is no log of events from which n8n could recover it.
		await stage.start('worker-2', 'worker');
		expect(await ended(stage.read, killed, 60)).toMatchObject({
			status: 'crashed', end_reason: 'process_lost', last_node: 'Wait', memory_share: expect.any(String),
		});
		expect((await stage.client.execution(killed)).status).toBe('running');
		expect(await errorsOf(stage.read, killed)).toEqual([{ error_type: 'system', severity: 'critical' }]);
	});
});
