import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { closeConnections } from '../../monitoring/workflow-monitor';
import { ensureLogPartitions } from '../../monitoring/store/write/ensure-log-partitions';
import { insertLogs } from '../../monitoring/store/write/insert-logs';
import { upsertWorkflows } from '../../monitoring/store/write/upsert-workflows';
import { newId } from '../../monitoring/recorder/row-id';
import { listSearch } from '../../nodes/choices';
import { Monitor } from '../../nodes/Monitor/Monitor.node';
import type { TestDatabase } from '../support/database';
import { errorRow, writeErrors } from '../support/error-rows';
import { monitoredDatabase } from '../workflow-monitor/monitored';
import { AWAY, executeContext } from './Monitor/execute-context';

const GROUP = '0190a000-0000-7000-8000-0000000000aa';

describe('what fields offer to choose from', () => {
	let database: TestDatabase;

	beforeAll(async () => {
		database = await monitoredDatabase();
		const store = database.store();
		const many = Array.from({ length: 230 }, (_, n) => ({ workflow_id: `w${n}`, name: `Flow ${String(n).padStart(3, '0')}`, active: true }));
		await upsertWorkflows(store, 'this-n8n', [{ workflow_id: 'wf', name: 'Order 100% of <b>them</b>', active: true }, { workflow_id: 'nameless', name: null, active: null }, ...many]);
		await writeErrors(store, 'this-n8n', [errorRow(GROUP)]);
		const now = Date.now();
		await ensureLogPartitions(store, [now]);
		const nodes: Array<[string, string | null]> = [['wf', 'Call'], ['wf', 'Book'], ['wf', 'Call'], ['wf', null], ['other', 'Else']];
		await insertLogs(store, 'this-n8n', nodes.map(([workflow_id, node_name]) => ({
			id: newId(now), timestamp: now, workflow_id, execution_id: '1', log_level: 'info' as const, message: 'm', node_id: null, node_name,
			step_number: null, duration: null, items_in: null, items_out: null, metadata: {},
		})));
		const raise = { resource: 'alert', operation: 'create', workflowId: 'wf', type: 'error', severity: 'critical', title: 'Down' };
		await new Monitor().execute.call(executeContext({ credentials: credentials(), parameters: [raise] }));
	});

	afterAll(async () => {
		await closeConnections(0);
		await database.drop();
	});

	function credentials(): object {
		return { connectionType: 'url', connectionString: database.url };
	}

	async function search(name: keyof typeof listSearch, filter?: string, page?: string, parameters: Record<string, unknown> = {}) {
		const context = executeContext({ credentials: credentials(), parameters: [parameters] }) as unknown as ILoadOptionsFunctions;
		return await listSearch[name].call(context, filter, page);
	}

	it('finds workflows by name or id, page by page', async () => {
		const first = await search('searchWorkflows');
		const second = await search('searchWorkflows', undefined, first.paginationToken as string);
		const third = await search('searchWorkflows', undefined, second.paginationToken as string);
		expect([first, second, third].map(({ results }) => results.length)).toEqual([100, 100, 32]);
		expect(third.paginationToken).toBeUndefined();
		expect(new Set([first, second, third].flatMap(({ results }) => results.map(({ value }) => value))).size).toBe(232);
		expect(third.results.slice(-2)).toEqual([{ name: 'Order 100% of <b>them</b>', value: 'wf' }, { name: 'nameless', value: 'nameless' }]);
		expect((await search('searchWorkflows', '100%')).results).toHaveLength(1);
		expect((await search('searchWorkflows', '10%0')).results).toEqual([]);
		expect((await search('searchWorkflows', 'flow 22')).results).toHaveLength(10);
	});

	it('finds the nodes of the chosen workflow', async () => {
		const workflowId = { __rl: true, mode: 'list', value: 'wf' };
		expect((await search('searchNodes', undefined, undefined, { workflowId })).results.map(({ value }) => value)).toEqual(['Book', 'Call']);
		expect((await search('searchNodes', 'boo', undefined, { workflowId: 'wf' })).results).toEqual([{ name: 'Book', value: 'Book' }]);
		expect((await search('searchNodes')).results).toEqual([]);
	});

	it('finds problems, errors and alerts by what they say, with their state', async () => {
		expect((await search('searchErrorGroups', 'unavailable')).results).toEqual([
			{ name: 'Order 100% of <b>them</b>: Service unavailable (open)', value: GROUP },
		]);
		expect((await search('searchErrors')).results).toEqual([{ name: 'Call: Service unavailable (medium)', value: expect.any(String) }]);
		expect((await search('searchAlerts', 'DOWN')).results).toEqual([{ name: 'Down (critical)', value: expect.any(String) }]);
		expect((await search('searchAlerts', 'up')).results).toEqual([]);
		expect((await search('searchInstances')).results).toEqual([{ name: 'this-n8n', value: 'this-n8n' }]);
	});

	it('takes what was chosen', async () => {
		const [{ value }] = (await search('searchAlerts')).results;
		const alertId = { __rl: true, mode: 'list', value };
		const parameters = [{ resource: 'alert', operation: 'acknowledge', alertId, acknowledgedBy: 'ann' }];
		const [[item]] = await new Monitor().execute.call(executeContext({ credentials: credentials(), parameters }));
		expect(item.json).toMatchObject({ id: value, acknowledged: true });
	});

	it('says why there is nothing to choose from where Postgres is away', async () => {
		const context = executeContext({ credentials: AWAY, parameters: [{ workflowId: 'wf' }] }) as unknown as ILoadOptionsFunctions;
		for (const each of Object.values(listSearch)) {
			await expect(each.call(context)).rejects.toMatchObject({ message: 'Nothing listens on 127.0.0.1:1', description: expect.stringMatching(/Start Postgres/) });
		}
	});
});
