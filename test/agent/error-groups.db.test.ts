import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowMonitor } from '../../index';
import type * as AgentDoor from '../../monitoring/agent';
import type { Registry } from '../../monitoring/agent/registry';
import { createDatabase, type TestDatabase } from '../support/database';
import { FakeHost } from '../support/fake-host';

const home = globalThis as { [key: symbol]: Registry | undefined };
const KEY = Symbol.for('n8n-nodes-monitor');

describe('a workflow that fails again and again', () => {
	let host: FakeHost;
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeEach(async () => {
		delete home[KEY];
		host = new FakeHost();
		database = await createDatabase();
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: host.instanceId });
		host.credentials.set('c1', { version: 1, data: { connectionType: 'url', connectionString: database.url, schema: 'monitoring' } });
		host.publish({ workflowId: 'm', workflowName: 'Monitor', credentialId: 'c1' });
		jest.isolateModules(() => {
			jest.doMock('node:module', () => ({ createRequire: () => host.load }));
			(require('../../monitoring/agent') as typeof AgentDoor).startAgent();
		});
	});

	afterEach(async () => {
		home[KEY]?.driver?.handOver();
		await monitor.close();
		await database.drop();
	});

	async function run(id: string, given: object = { fails: true }): Promise<void> {
		await host.execute(id, given);
		const isStored = async () =>
			(await database.sql('select 1 from monitoring.workflow_executions where execution_id = $1 and finished_at is not null', [id]).catch(() => [])).length === 1;
		for (const deadline = Date.now() + 8_000; !(await isStored()); await sleep(25)) {
			if (Date.now() > deadline) throw new Error('waited in vain');
		}
	}

	it('is one group, and a regression when it fails after it was resolved', async () => {
		await run('1');
		await run('2');
		const groups = await monitor.getErrorGroups({ workflowId: 'shop' });
		expect(groups).toMatchObject([{ status: 'open', occurrences: 2, executions: 2, handled: false, node_name: 'Step', regressions: 0 }]);
		expect(groups[0].title).toContain('the step failed');
		expect(JSON.stringify(groups)).not.toContain('hunter2secret');
		const [{ group_id: group }] = groups;

		const resolved = await monitor.resolveErrorGroup(group, { resolvedBy: 'ann' });
		expect(await monitor.getErrors({ workflowId: 'shop', resolved: false })).toEqual([]);
		await run('3', {});
		expect(await monitor.getErrorGroup(group)).toMatchObject({ status: 'resolved', occurrences: 2 });

		await run('4');
		const back = await monitor.getErrorGroup(group);
		expect(back).toMatchObject({ status: 'open', occurrences: 3, executions: 3, regressions: 1, resolved_by: 'ann' });
		expect(back.regressed_after).toBe(Date.parse(back.regressed_at ?? '') - Date.parse(resolved.resolved_at ?? ''));
		expect(back.history.map(({ action, by_whom }) => [action, by_whom])).toEqual([['resolved', 'ann'], ['regressed', null]]);
		expect(await monitor.getErrors({ workflowId: 'shop', resolved: false })).toMatchObject([{ execution_id: '4' }]);
	});
});
