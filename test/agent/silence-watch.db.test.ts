import { SilenceWatch } from '../../monitoring/agent/silence-watch';
import { migrate } from '../../monitoring/store/migrate';
import type { Store } from '../../monitoring/store/pool';
import { upsertExecutions } from '../../monitoring/store/write/upsert-executions';
import { createDatabase, type TestDatabase } from '../support/database';
import { executionRecord } from '../support/execution-records';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.now();

describe('silent workflows', () => {
	let database: TestDatabase;
	let store: Store;
	let watch: SilenceWatch;
	let executions = 0;

	beforeAll(async () => {
		database = await createDatabase();
		store = database.store();
		await migrate(store);
	});

	beforeEach(async () => {
		await database.sql('truncate monitoring.workflow_executions, monitoring.workflows, monitoring.recording_gaps');
		watch = new SilenceWatch(store, 'this', () => true);
	});

	afterAll(async () => {
		await database.drop();
	});

	/** A workflow that ran so many times in even pauses, the last time so many ms ago. */
	async function workflow(id: string, given: { runs?: number; pause?: number; ago: number; mode?: string; facts?: string }) {
		const { runs = 30, pause = HOUR, ago, mode = 'trigger', facts = 'active = true' } = given;
		await upsertExecutions(
			store,
			'this',
			Array.from({ length: runs }, (_, index) =>
				executionRecord({
					execution_id: String((executions += 1)), workflow_id: id, mode, status: 'success',
					started_at: NOW - ago - index * pause, finished_at: NOW - ago - index * pause + 10,
				}),
			),
		);
		await database.sql("insert into monitoring.workflows (instance_id, workflow_id) values ('this', $1) on conflict do nothing", [id]);
		await database.sql(`update monitoring.workflows set ${facts} where workflow_id = $1`, [id]);
	}

	const gap = async (from: number, to: number | null) =>
		await database.sql(
			"insert into monitoring.recording_gaps (instance_id, started_at, ended_at, reason) values ('this', $1, $2, 'shutdown')",
			[new Date(from), to === null ? null : new Date(to)],
		);

	const silent = async () =>
		(
			await database.sql<{ workflow_id: string }>(
				'select workflow_id from monitoring.workflows where silent_since is not null order by 1',
			)
		).map(({ workflow_id }) => workflow_id);

	it('are active ones whose last production run is longer ago than one and a half of their longest pauses', async () => {
		await workflow('silent', { ago: 2 * HOUR });
		await workflow('silent for weeks', { ago: 20 * 24 * HOUR });
		await workflow('on time', { ago: 80 * MINUTE });
		await workflow('every two seconds', { pause: 2_000, ago: 5 * MINUTE });
		await workflow('slow', { pause: 4 * HOUR, ago: 2 * HOUR });
		await workflow('seldom', { runs: 19, ago: 9 * HOUR });
		await workflow('seldom in eight days', { pause: 11 * HOUR, runs: 40, ago: 40 * HOUR });
		await workflow('inactive', { ago: 9 * HOUR, facts: 'active = false' });
		await workflow('archived', { ago: 9 * HOUR, facts: 'active = true, archived = true' });
		await workflow('unknown', { ago: 9 * HOUR, facts: 'active = null' });
		for (const mode of ['integrated', 'manual', 'error']) await workflow(mode, { ago: 9 * HOUR, mode });
		await workflow('by hand since', { ago: 9 * HOUR });
		await workflow('by hand since', { runs: 3, ago: 0, mode: 'manual' });
		await watch.look();
		expect(await silent()).toEqual(['by hand since', 'every two seconds', 'silent', 'silent for weeks']);
		await watch.look();
		expect(await silent()).toHaveLength(4);
	});

	it('are so since their last run, until they run again', async () => {
		await workflow('wf', { ago: 2 * HOUR });
		await watch.look();
		expect(await database.sql('select silent_since from monitoring.workflows')).toEqual([
			{ silent_since: new Date(NOW - 2 * HOUR) },
		]);
		await workflow('wf', { runs: 1, ago: 0 });
		await watch.look();
		expect(await silent()).toEqual([]);
	});

	it('are not called so for time that was not recorded, neither now nor in their pauses', async () => {
		await workflow('wf', { ago: 4 * HOUR });
		await gap(NOW - 3.9 * HOUR, NOW - 1 * HOUR);
		await watch.look();
		expect(await silent()).toEqual([]);
		await database.sql('truncate monitoring.recording_gaps');
		await watch.look();
		expect(await silent()).toEqual(['wf']);
		await gap(NOW - 3.9 * HOUR, null);
		await watch.look();
		expect(await silent()).toEqual([]);

		await database.sql('truncate monitoring.recording_gaps');
		await workflow('paused', { runs: 20, ago: 4 * HOUR });
		await workflow('paused', { runs: 20, ago: 60 * HOUR });
		await watch.look();
		expect(await silent()).toEqual(['wf']);
		await gap(NOW - 59 * HOUR, NOW - 24 * HOUR);
		await new SilenceWatch(store, 'this', () => true).look();
		expect(await silent()).toEqual(['paused', 'wf']);
	});
});
