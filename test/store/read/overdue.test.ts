import type { ExecutionRecord } from '../../../monitoring/model/records';
import type { Store } from '../../../monitoring/store/pool';
import { findOverdueWaits } from '../../../monitoring/store/read/find-overdue-waits';
import { findStuckParents } from '../../../monitoring/store/read/find-stuck-parents';
import type { TestDatabase } from '../../support/database';
import { executionRecord } from '../../support/execution-records';
import { monitoredDatabase, storeExecutions } from '../../workflow-monitor/monitored';

const INSTANCE = 'this-n8n';
let database: TestDatabase;
let store: Store;

beforeEach(async () => {
	database = await monitoredDatabase(INSTANCE);
	store = database.store();
});

afterEach(async () => await database.drop());

describe('what should have gone on', () => {
	const HOUR = 3_600_000;

	it('finds overdue waits, the longest first, and none that waits for a call', async () => {
		const now = Date.now();
		await storeExecutions(database, [
			{ status: 'waiting', wait_till: now - HOUR },
			{ status: 'waiting', wait_till: now - 2 * HOUR },
			{ status: 'waiting', wait_till: now + HOUR },
			{ status: 'waiting' },
			{ status: 'running', wait_till: now - HOUR },
		]);
		const found = await findOverdueWaits(store, INSTANCE, 60_000, 10);
		expect(found.map(({ execution_id }) => execution_id)).toEqual(['2', '1']);
		expect(found[0]).toMatchObject({ workflow_id: 'wf', since: new Date(now - 2 * HOUR).toISOString() });
		expect(await findOverdueWaits(store, 'another', 60_000, 10)).toEqual([]);
	});

	it('finds parents that wait although all their children have ended', async () => {
		const now = Date.now();
		const waits = { status: 'waiting', last_seen_at: now - 2 * HOUR } as const;
		const child = (parent: string, given: Partial<ExecutionRecord>) =>
			executionRecord({ status: 'success', parent_execution_id: parent, finished_at: now - HOUR, ...given });
		await storeExecutions(database, [
			waits, waits, { ...waits, last_seen_at: now },
			child('1', {}), child('1', { status: 'error' }), child('2', {}), child('2', { status: 'running', finished_at: null }), child('3', {}),
		].map((each, index) => ({ ...each, execution_id: String(index + 1) })));
		expect(await findStuckParents(store, INSTANCE, 60_000, 10)).toEqual([
			{ execution_id: '1', workflow_id: 'wf', since: new Date(now - HOUR).toISOString(), children: 2 },
		]);
	});
});
