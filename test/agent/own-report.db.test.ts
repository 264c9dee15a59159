import { setTimeout as sleep } from 'node:timers/promises';
import type * as AgentDoor from '../../monitoring/agent';
import type { Registry } from '../../monitoring/agent/registry';
import { closeConnections, healthQuestion, openMonitorDatabase } from '../../monitoring/workflow-monitor';
import { createDatabase, type TestDatabase } from '../support/database';
import { FakeHost } from '../support/fake-host';

const KEY = Symbol.for('n8n-nodes-monitor');
const home = globalThis as { [KEY]?: Registry };

describe('what a process says of its own recording', () => {
	let host: FakeHost;
	let database: TestDatabase;
	let fields: object;

	beforeEach(async () => {
		delete home[KEY];
		host = new FakeHost();
		database = await createDatabase();
		const url = new URL(database.url);
		const data = {
			host: url.hostname, port: Number(url.port), database: database.name, user: decodeURIComponent(url.username),
			password: decodeURIComponent(url.password), ssl: 'disable', schema: 'monitoring',
		};
		fields = data;
		host.credentials.set('c1', { version: 1, data });
		host.publish({ workflowId: 'm', workflowName: 'Monitor', credentialId: 'c1' });
	});

	afterEach(async () => {
		home[KEY]?.driver?.handOver();
		await closeConnections(0);
		await database.drop();
	});

	it('is newer than its row, and adds up', async () => {
		jest.isolateModules(() => {
			jest.doMock('node:module', () => ({ createRequire: () => host.load }));
			(require('../../monitoring/agent') as typeof AgentDoor).startAgent();
		});
		const processes = async () =>
			await database.sql<{ counters: { captured: number } }>('select counters from monitoring.processes').catch(() => []);
		while ((await processes()).length === 0) await sleep(25);
		for (let id = 1; id <= 20; id += 1) await host.execute(String(id), { fails: id % 5 === 0 });
		const monitor = openMonitorDatabase(fields);
		try {
			const health = async () => await monitor.health(healthQuestion({}, Date.now()));
			while ((await health()).accounting.stored === 0 || (await health()).queue.rows > 0) await sleep(25);
			const { accounting, processes: shown } = await health();
			expect(accounting.captured).toBeGreaterThan(60);
			expect(accounting).toMatchObject({ queued: 0, held: 0, refused: {}, dropped: {}, unaccounted: 0 });
			expect(shown).toMatchObject([{ process_id: home[KEY]?.processId, alive: true, accounting }]);
			const [{ counters }] = await processes();
			expect(counters.captured).toBeLessThan(accounting.captured);
		} finally {
			await monitor.release();
		}
	});
});
