import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { CaseStub } from '../support/case-stub';
import { Bench } from './cases/bench';
import { loadRig, reader, tarball, until, type Rig, type Stage } from '../support/stage';

jest.setTimeout(300_000);

/** What the service answers at its first call, at its second, and so on. */
const WHOLE = { id: 1, mail: 'ann@example.com', customer: { name: 'Ann', '0af1c1de-57a4-4b12-9c5e-6f1d0c3a9b1e': 'secret words' }, lines: [{ sku: 'a' }] };
const { mail: _, ...WITHOUT_MAIL } = WHOLE;
const ANSWERS = [WHOLE, WHOLE, WHOLE, WHOLE, WITHOUT_MAIL, { ...WITHOUT_MAIL, lines: [] }, { ...WITHOUT_MAIL, lines: [], tel: '1' }];

describe('what nodes of a real n8n yield', () => {
	let rig: Rig;
	let stage: Stage;
	let bench: Bench;
	let service: http.Server;
	let credential: { id: string; name: string };

	beforeAll(async () => {
		rig = await loadRig();
		const withoutSqlite = path.join(__dirname, '../support/without-sqlite.cjs');
		stage = await rig.setStage({ tarball: tarball(), fast: true, env: { NODE_OPTIONS: `--require ${withoutSqlite}` } });
		let calls = 0;
		service = http.createServer((_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ANSWERS[Math.min(calls, ANSWERS.length - 1)]));
			calls += 1;
		});
		await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
		bench = new Bench(stage.client, reader(stage.monitorUrl), {} as CaseStub, rig.json);
		({ credential } = await rig.publishMonitor(stage.client, stage.monitorDatabase));
		await until(async () => (await bench.read('select 1 from monitoring.instances')).length === 1, 30_000, 'recording');
	});

	afterAll(async () => {
		service?.closeAllConnections();
		service?.close();
		await stage?.strike();
	});

	/** Runs Monitor Query by hand and returns what it yields. */
	async function query(parameters: object): Promise<Array<Record<string, unknown>>> {
		const start = bench.node('Start', 'manualTrigger', 1);
		const ours = bench.node('Ours', 'n8n-nodes-monitor.monitorQuery', 1, { ...parameters }, { credentials: { monitorPostgresApi: credential } });
		const { id } = await stage.client.createWorkflow(bench.line('Asks', [start, ours]));
		const { data } = await stage.client.untilEnded(await stage.client.runManually(id, { triggerName: 'Start' }));
		const run = data.resultData.runData.Ours[0] as { data: { main: Array<Array<{ json: Record<string, unknown> }>> } };
		return run.data.main[0].map(({ json }) => json);
	}

	const list = (value: string) => ({ __rl: true, mode: 'list', value });
	const shapeRows = async (workflowId: string, node: string) =>
		await bench.read(`select revision from monitoring.node_shapes where workflow_id = '${workflowId}' and node_name = '${node}' and mode = 'production'`);

	it('is compared: a field that an answer lost, one that turned empty and one that came, each with its execution', async () => {
		const { port } = service.address() as AddressInfo;
		const ask = bench.node('Ask', 'httpRequest', 4.2, { url: `http://127.0.0.1:${port}/`, options: {} });
		const workflow = bench.line('Asks a service', [bench.webhook(), ask, bench.noOp('End')]);
		const workflowId = await bench.publish(workflow);
		for (let call = 1; call <= ANSWERS.length; call++) {
			await stage.client.webhook(String(workflow.nodes[0].parameters.path));
			await bench.ended(workflowId, call);
		}
		const executions = await bench.ended(workflowId, ANSWERS.length);
		await until(async () => (await shapeRows(workflowId, 'Ask')).length >= 4, 30_000, 'four shapes');

		const shapes = await query({ resource: 'shape', operation: 'getAll', workflowId: list(workflowId), filters: { node: list('Ask') }, simplify: true });
		expect(shapes.map(({ current, first_execution_id: first, added, removed, turned_empty: empty }) => ({ current, first, added, removed, empty }))).toEqual([
			{ current: true, first: executions[6], added: ['tel'], removed: [], empty: [] },
			{ current: false, first: executions[5], added: [], removed: [], empty: ['lines'] },
			{ current: false, first: executions[4], added: [], removed: ['mail'], empty: [] },
			{ current: false, first: executions[0], added: [], removed: [], empty: [] },
		]);
		expect(shapes[3].fields).toEqual(['customer', 'customer.name', 'customer.{id}', 'id', 'lines', 'lines[].sku', 'mail']);
		const [latest] = await query({ resource: 'shape', operation: 'compare', workflowId: list(workflowId), node: list('Ask') });
		expect(latest).toMatchObject({ workflow_name: 'Asks a service', added: ['tel'], changes: [{ field: 'tel', change: 'added', first_execution_id: executions[6] }] });
		const [whole] = await query({ resource: 'shape', operation: 'compare', compare: 'two', shapeId: shapes[0].id, earlierShapeId: shapes[3].id });
		expect((whole.changes as Array<Record<string, unknown>>).map(({ change, field, first_execution_id: id }) => [change, field, id])).toEqual([
			['added', 'tel', executions[6]], ['removed', 'mail', executions[4]], ['turned_empty', 'lines', executions[5]],
		]);
		const stored = JSON.stringify(await bench.read('select * from monitoring.node_shapes'));
		for (const value of ['ann@example.com', 'Ann', 'secret words', '0af1c1de']) expect(stored).not.toContain(value);
	});

	it('is counted where it is nothing: green but empty, also with the item that n8n makes of none', async () => {
		const none = (more = {}) => [bench.set('List', '={{ [] }}'), bench.node('Items', 'splitOut', 1, { fieldToSplitOut: 'value', options: {} }, more)];
		const empty = bench.line('Yields nothing', [bench.webhook(), ...none()]);
		const always = bench.line('Always yields', [bench.webhook(), ...none({ alwaysOutputData: true })]);
		const ids = [await bench.call(empty), await bench.call(always)];
		await until(async () => (await bench.read(`select 1 from monitoring.workflow_executions where execution_id in ('${ids.join("', '")}') and finished_at is not null`)).length === 2, 30_000, 'both ends');
		const rows = await query({ resource: 'shape', operation: 'getYield', simplify: true, timeRange: 'last_hour' });
		const figures = rows.map(({ workflow_name, runs, empty_runs, empty_share, median_items, empty_since, last_yield_execution_id }) => [workflow_name, runs, empty_runs, empty_share, median_items, empty_since, last_yield_execution_id]);
		expect(figures).toContainEqual(['Yields nothing', 1, 1, 100, 0, 1, null]);
		expect(figures).toContainEqual(['Always yields', 1, 0, 0, 1, 0, ids[1]]);
		const workflows = await bench.read(`select workflow_id from monitoring.workflow_executions where execution_id = '${ids[1]}'`);
		expect(await shapeRows(String(workflows[0].workflow_id), 'Items')).toEqual([]);
		const nodes = await query({ resource: 'shape', operation: 'getYield', by: 'node', workflowId: list(String(workflows[0].workflow_id)), simplify: true, timeRange: 'last_hour' });
		expect(nodes).toContainEqual(expect.objectContaining({ node_name: 'Items', runs: 1, empty_runs: 0 }));
	});
});
