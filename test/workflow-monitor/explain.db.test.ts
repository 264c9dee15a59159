import { MonitorNotFoundError, WorkflowMonitor } from '../../index';
import { writeBatch } from '../../monitoring/store/write/write-batch';
import type { TestDatabase } from '../support/database';
import { EMPTY_BATCH } from '../support/empty-batch';
import { errorRow } from '../support/error-rows';
import { ended, monitoredDatabase, storeExecutions } from './monitored';
import { storeNodeRuns, storePastRuns, type Step } from './past-runs';

const GROUP = '0190a000-0000-7000-8000-0000000000aa';
const USUAL: Step[] = [['Webhook', 10], ['Ask', 990], ['Save', 1_000]];

describe('explaining an execution', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeAll(async () => {
		database = await monitoredDatabase();
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
		await storePastRuns(database, [USUAL, USUAL, USUAL]);
	});

	afterAll(async () => {
		await monitor.close();
		await database.drop();
	});

	it('tells where a failed one failed, how new that is, and how it usually goes', async () => {
		const started_at = Date.now() - 10_000;
		const took = 8_000;
		const failed = { execution_id: 'bad', started_at, took, last_node: 'Ask', current_step: 2, node_runs: 2, failed_nodes: 1 };
		await storeExecutions(database, [ended('error', failed)]);
		await storeNodeRuns(database, 'bad', started_at, [['Webhook', 400], ['Ask', 7_600]]);
		const error = { ...errorRow(GROUP), execution_id: 'bad', node_name: 'Ask', handled: false, timestamp: started_at + took };
		await writeBatch(database.store(), 'this-n8n', { ...EMPTY_BATCH, errors: [error] });
		const { text, facts, executionId } = await monitor.explain('bad');
		expect(executionId).toBe('bad');
		expect(facts).toMatchObject({
			step: 2,
			node_name: 'Ask',
			error: { error_message: error.error_message },
			error_group: { group_id: GROUP, occurrences: 1, first: true, regressed: false },
			usual: { runs: 3, active_duration: 2_000, steps: 3 },
			last_good_run: { execution_id: 'past-1' },
			slowest_node: { node_name: 'Ask', duration: 7_600, share: 0.95, runs: 1 },
			live: null,
		});
		expect(text).toContain('failed at step 2 of usually 3 (node "Ask") after 8 s.');
		expect(text).toContain('It is the first failure of this kind.');
		expect(text).toContain('usually take 2 s (median of 3): this one took 4 times as long.');
	});

	it('tells how one that runs stands', async () => {
		const now = Date.now();
		const started_at = now - 600;
		await storeExecutions(database, [
			{ execution_id: 'now', started_at, last_node: 'Ask', current_step: 2, step_started_at: now - 590 },
		]);
		await storeNodeRuns(database, 'now', started_at, USUAL.slice(0, 1));
		const { text, facts } = await monitor.explain('now');
		expect(facts).toMatchObject({ status: 'running', step: 2, node_name: 'Ask', duration: null, active_duration: null });
		expect(facts.live?.estimated_remaining_time).not.toBeNull();
		expect(text).toMatch(/ is at step 2 of usually 3 \(node "Ask"\), there for .* % done, about .* left/);
	});

	it('knows only what is recorded', async () => {
		await expect(monitor.explain('unknown')).rejects.toThrow(MonitorNotFoundError);
	});
});
