import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { startCaseStub, type CaseStub } from '../support/case-stub';
import { loadRig, reader, tarball, until, type Read, type Rig, type Stage } from '../support/stage';
import { Bench, type Node } from './cases/bench';

jest.setTimeout(300_000);

const BODY = 100_000;

describe('what executions use of a real n8n', () => {
	let rig: Rig;
	let stage: Stage;
	let read: Read;
	let stub: CaseStub;
	let bench: Bench;
	let service: http.Server;
	let url: string;

	beforeAll(async () => {
		rig = await loadRig();
		service = http.createServer((request, response) => void request.resume().on('end', () => response.end(Buffer.alloc(BODY, 65))));
		await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
		url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`;
		stage = await rig.setStage({ tarball: tarball(), fast: true, env: { N8N_CUSTOM_EXTENSIONS: path.join(__dirname, '../support/load-nodes') } });
		read = reader(stage.monitorUrl);
		stub = await startCaseStub();
		bench = new Bench(stage.client, read, stub, rig.json);
		await rig.publishMonitor(stage.client, stage.monitorDatabase);
	});

	afterAll(async () => {
		service?.closeAllConnections();
		service?.close();
		await stub?.stop();
		await stage?.strike();
	});

	const load = (name: string, what: string, amount: number): Node => bench.node(name, 'CUSTOM.load', 1, { load: what, amount, url });
	const asked = (name: string): Node => bench.node(name, 'httpRequest', 4.2, { url, options: {} });

	async function figures(execution: string): Promise<Record<string, never>> {
		let row: Record<string, never> | undefined;
		await until(
			async () => {
				[row] = await read('select * from workflow_performance_metrics where execution_id = $1 and memory_peak is not null', [execution]);
				return row !== undefined;
			},
			20_000,
			`the figures of execution ${execution}`,
		);
		return row!;
	}

	/** What the runs of nodes say of the network, by node; undefined where they say nothing. */
	async function networkOf(execution: string): Promise<Record<string, unknown>> {
		const rows = await read<{ node_name: string; metadata: { network?: unknown } }>(
			'select node_name, metadata from workflow_execution_logs where execution_id = $1 and node_name is not null and duration is not null',
			[execution],
		);
		return Object.fromEntries(rows.map(({ node_name: name, metadata }) => [name, metadata.network]));
	}

	it('counts requests of each node, by fetch and by the HTTP Request node, and says where it cannot', async () => {
		const code = bench.node('Code', 'code', 2, { jsCode: 'return [{ json: { done: true } }];' });
		const execution = await bench.call(bench.line('Calls', [bench.webhook(), load('Fetch', 'fetch', 3), asked('Ask'), code, bench.noOp('End')]));
		const row = await figures(execution);
		expect(row).toMatchObject({ network_requests: 4, metadata: { task_runner_nodes: ['Code'] } });
		expect(row.coverage).toMatchObject({ network: ['task_runner'], memory: ['task_runner'] });
		expect(row.coverage).not.toHaveProperty('queue_wait');
		const received = Number(row.network_bytes_received);
		expect(received).toBeGreaterThan(4 * BODY);
		expect(received).toBeLessThan(4 * BODY * 1.01);
		const network = await networkOf(execution);
		expect(network).toMatchObject({ Fetch: { requests: 3 }, Ask: { requests: 1 }, Code: null });
		expect(network).toMatchObject({ Webhook: undefined, End: undefined });
	});

	it('counts for a sub-workflow what it asks for, and names its parent\'s own slow node', async () => {
		const child = await bench.publish(bench.line('Child', [bench.called(), load('Sleep', 'sleep', 800), load('Fetch', 'fetch', 2)]));
		const parent = await bench.call(bench.line('Parent', [bench.webhook(), load('Work', 'cpu', 400), bench.subWorkflow('Call', child)]));
		const outer = await figures(parent);
		expect(outer).toMatchObject({ network_requests: 0 });
		// Not the node that has waited for the sub-workflow, whatever it takes to start one.
		expect((outer.bottleneck_nodes as string[])[0]).toBe('Work');
		const [inner] = await bench.ended(child);
		expect(await figures(inner)).toMatchObject({ network_requests: 2, queue_wait: null, bottleneck_nodes: ['Sleep'] });
	});

	it('adds up over a wait, and leaves the wait out', async () => {
		const place = randomUUID();
		const wait = bench.node('Wait', 'wait', 1.1, { resume: 'webhook', options: {} }, { webhookId: randomUUID() });
		const id = await bench.publish(bench.line('Waits', [bench.webhook(place), load('Before', 'fetch', 2), wait, load('After', 'fetch', 3)]));
		await stage.client.webhook(place);
		const [execution] = await bench.ended(id, 1, ['waiting']);
		await bench.untilRecorded(execution, { status: 'waiting' });
		await bench.resume(execution);
		await bench.ended(id);
		const row = await figures(execution);
		expect(row).toMatchObject({ network_requests: 5 });
		expect(row.bottleneck_nodes).not.toContain('Wait');
	});

	it('says of executions that run side by side that they share the process', async () => {
		const place = randomUUID();
		const id = await bench.publish(bench.line('Twins', [bench.webhook(place), load('Sleep', 'sleep', 700)]));
		await Promise.all([stage.client.webhook(place), stage.client.webhook(place)]);
		for (const execution of await bench.ended(id, 2)) {
			const row = await figures(execution);
			expect(row.coverage).toMatchObject({ cpu: ['shared_process'], memory: ['shared_process'] });
			expect((row.metadata as { shared_with: { peak: number } }).shared_with.peak).toBeGreaterThanOrEqual(1);
		}
	});

	it('reads memory and CPU back, and takes nothing from a node that fails', async () => {
		const held = await figures(await bench.call(bench.line('Holds', [bench.webhook(), load('Hold', 'memory', 200)])));
		expect(Math.abs(Number(held.memory_growth) / (200 * 2 ** 20) - 1)).toBeLessThan(0.3);
		const burnt = await figures(await bench.call(bench.line('Burns', [bench.webhook(), load('Burn', 'cpu', 1_000)])));
		expect(Number(burnt.event_loop_delay_peak)).toBeGreaterThan(500);
		const failed = await bench.call(bench.line('Fails', [bench.webhook(), load('Fetch', 'fetch', 1), bench.stop('Stop', 'on purpose')]));
		expect(await figures(failed)).toMatchObject({ network_requests: 1, failed_nodes: 1 });
	});
});
