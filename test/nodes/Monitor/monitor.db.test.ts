import type { INodeExecutionData } from 'n8n-workflow';
import { closeConnections } from '../../../monitoring/workflow-monitor';
import { performanceFromExecutions } from '../../../monitoring/store/write/upsert-performance';
import { newId } from '../../../monitoring/recorder/row-id';
import { Monitor } from '../../../nodes/Monitor/Monitor.node';
import { createDatabase, type TestDatabase } from '../../support/database';
import { ended, monitoredDatabase, storeExecutions } from '../../workflow-monitor/monitored';
import { executeContext, type ContextGiven } from './execute-context';

const NOBODY = '01997a2e-5f70-7c3a-9d51-0a1b2c3d4e5f';

describe('the Monitor node on a database', () => {
	let database: TestDatabase;

	beforeAll(async () => {
		database = await monitoredDatabase();
	});

	afterAll(async () => {
		await closeConnections(0);
		await database.drop();
	});

	async function run(
		parameters: Array<Record<string, unknown>>,
		given: Partial<ContextGiven> = {},
	): Promise<INodeExecutionData[]> {
		const credentials = { connectionType: 'url', connectionString: database.url };
		const context = executeContext({ credentials, ...given, parameters });
		const [items] = await new Monitor().execute.call(context);
		return items;
	}

	it('stores one row an item, in order, with the item it comes from', async () => {
		const items = await run(
			Array.from({ length: 120 }, (_, index) => ({
				resource: 'log',
				operation: 'create',
				level: 'info',
				message: `item ${index}`,
			})),
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		expect(items.map(({ json }) => json.message)).toEqual(items.map((_, index) => `item ${index}`));
		expect(
			items.every(({ json }) => json.queued === false && json.instance_id === 'this-n8n'),
		).toBe(true);
		const stored = await database.sql<{ id: string }>(
			"select id from monitoring.workflow_execution_logs where execution_id = 'this-execution'",
		);
		expect(stored.map(({ id }) => id).sort()).toEqual(items.map(({ json }) => json.id).sort());
	});

	it('stores nothing where one item is at fault', async () => {
		const alert = {
			resource: 'alert',
			operation: 'create',
			type: 'error',
			title: 'whole or not at all',
		};
		await expect(run([alert, { ...alert, type: 'wrong' }])).rejects.toThrow(/"type": "wrong"/);
		const titles = await database.sql<{ title: string }>(
			'select title from monitoring.monitoring_alerts',
		);
		expect(titles.filter(({ title }) => title === alert.title)).toEqual([]);
	});

	it('looks after errors and alerts by their ids', async () => {
		const [error] = await run([
			{ resource: 'error', operation: 'create', type: 'data', severity: 'high', message: 'x' },
		]);
		const [resolved] = await run([
			{
				resource: 'error',
				operation: 'resolve',
				errorId: error.json.id,
				additionalFields: { notes: 'mended', resolvedBy: 'ann' },
			},
		]);
		expect(resolved.json).toMatchObject({
			id: error.json.id,
			resolved: true,
			resolution_notes: 'mended',
			resolved_by: 'ann',
		});
		const [alert] = await run([
			{ resource: 'alert', operation: 'create', type: 'error', severity: 'info', title: 't' },
		]);
		const alertId = alert.json.id;
		const [acknowledged] = await run(
			[{ resource: 'alert', operation: 'acknowledge', alertId, acknowledgedBy: 'model' }],
			{ type: 'n8n-nodes-monitor.monitorTool' },
		);
		expect(acknowledged.json).toMatchObject({ acknowledged: true, acknowledged_by: 'model' });
		const [closed] = await run([
			{ resource: 'alert', operation: 'resolve', alertId, resolvedBy: 'ann' },
		]);
		expect(closed.json).toMatchObject({ resolved: true, resolved_by: 'ann' });
	});

	it('looks after a group of errors', async () => {
		await run([
			{ resource: 'error', operation: 'create', type: 'data', severity: 'low', message: 'again', additionalFields: { fingerprint: 'again' } },
		]);
		const [{ groupId }] = await database.sql(
			'select group_id as "groupId" from monitoring.error_groups where fingerprint = $1',
			['again'],
		);
		const change = async (operation: string, given: object) =>
			(await run([{ resource: 'errorGroup', operation, groupId, ...given }]))[0].json;
		expect(await change('assign', { assignedTo: 'ann' })).toMatchObject({ assigned_to: 'ann', status: 'open' });
		const until = '2999-01-01T00:00:00';
		expect(await change('ignore', { additionalFields: { until } })).toMatchObject({ status: 'ignored' });
		expect(await change('resolve', { additionalFields: { notes: 'mended', resolvedBy: 'ann' } })).toMatchObject({
			status: 'resolved',
			resolution_notes: 'mended',
		});
		expect(await change('reopen', {})).toMatchObject({ status: 'open' });
		expect(await change('addNote', { notes: 'odd' })).toMatchObject({ group_id: groupId });
	});

	it('names an id that does not exist, and goes on where it is to', async () => {
		const parameters = [{ resource: 'alert', operation: 'resolve', alertId: NOBODY }];
		await expect(run(parameters)).rejects.toThrow(
			`"alertId": "${NOBODY}" does not exist. Allowed: the id of a recorded alert of this instance`,
		);
		const items = await run(parameters, { continueOnFail: true });
		expect(items).toMatchObject([
			{ json: { error: expect.stringContaining('does not exist') }, pairedItem: { item: 0 } },
		]);
	});

	it('sets figures of an execution that is recorded already in its own row', async () => {
		await storeExecutions(database, [{ ...ended('success', { took: 900 }), node_count: 4 }]);
		const id = newId(Date.now());
		await performanceFromExecutions(database.store(), 'this-n8n', [{ execution_id: '1', id, usage: {}, whole: true }]);
		const [item] = await run([
			{
				resource: 'performance',
				operation: 'record',
				workflowId: 'wf',
				executionId: 1,
				figures: { throughput: 3, bottleneckNodes: 'A, B' },
			},
		]);
		expect(item.json).toMatchObject({
			id,
			queued: false,
			total_duration: 900,
			node_count: 4,
			throughput: 3,
			bottleneck_nodes: ['A', 'B'],
		});
	});

	it('says how the schema is made where it is missing, and does not make it', async () => {
		const empty = await createDatabase();
		const credentials = { connectionType: 'url', connectionString: empty.url };
		const failure = await run(
			[{ resource: 'log', operation: 'create', level: 'info', message: 'x' }],
			{ credentials },
		).catch((error: unknown) => error);
		expect(failure).toMatchObject({
			message: 'There is no schema "monitoring" of the monitor in this database yet',
			description: expect.stringContaining('Publish a workflow with a Monitor Trigger'),
		});
		expect(await empty.sql("select 1 from pg_namespace where nspname = 'monitoring'")).toEqual([]);
		await closeConnections(0);
		await empty.drop();
	});
});
