import * as fc from 'fast-check';
import { mergeExecutions } from '../../monitoring/capture/merge-executions';
import type { ExecutionRecord } from '../../monitoring/model/records';
import { migrate } from '../../monitoring/store/migrate';
import type { Store } from '../../monitoring/store/pool';
import { upsertExecutions } from '../../monitoring/store/write/upsert-executions';
import { createDatabase, type TestDatabase } from '../support/database';
import { anyStory } from '../support/execution-records';

describe('upsertExecutions', () => {
	let database: TestDatabase;
	let store: Store;

	beforeAll(async () => {
		database = await createDatabase();
		store = database.store();
		await migrate(store);
	});

	afterAll(async () => {
		await database.drop();
	});

	it('merges stories exactly as the pure function does, in any order', async () => {
		let number = 0;
		await fc.assert(
			fc.asyncProperty(fc.array(anyStory, { minLength: 1, maxLength: 5 }), async (stories) => {
				number += 1;
				const told = stories.map((story) => ({ ...story, execution_id: `x${number}` }));
				for (const story of told) await upsertExecutions(store, 'instance', [story]);
				expect(await stored(`x${number}`)).toEqual(expectedRow(told.reduce(mergeExecutions)));
			}),
			{ numRuns: 150 },
		);
	});

	async function stored(executionId: string) {
		const { rows } = await store.query(
			`select * from ${store.schema}.workflow_executions where execution_id = $1`,
			[executionId],
		);
		const {
			recorded_at: _recorded,
			updated_at: _updated,
			metadata: _metadata,
			failed_children: _children,
			outcome: _outcome,
			...row
		} = rows[0];
		return row;
	}
});

function expectedRow(record: ExecutionRecord) {
	const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
	const times = Object.values(record.segment_times);
	return {
		...record,
		instance_id: 'instance',
		started_at: iso(record.started_at),
		finished_at: iso(record.finished_at),
		wait_till: iso(record.wait_till),
		step_started_at: iso(record.step_started_at),
		process_since: iso(record.process_since),
		last_seen_at: iso(record.last_seen_at),
		duration: record.finished_at === null ? null : record.finished_at - record.started_at,
		active_duration: times.length === 0 ? null : times.reduce((sum, ms) => sum + ms, 0),
	};
}
