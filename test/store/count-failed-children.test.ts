import { migrate } from '../../monitoring/store/migrate';
import type { Store } from '../../monitoring/store/pool';
import { writeBatch } from '../../monitoring/store/write/write-batch';
import type { ExecutionRecord } from '../../monitoring/model/records';
import { createDatabase, type TestDatabase } from '../support/database';
import { EMPTY_BATCH } from '../support/empty-batch';
import { executionRecord } from '../support/execution-records';

const NOW = 1_795_570_000_000;

function ended(id: string, status: ExecutionRecord['status'], parent: string | null = null, mode = 'integrated'): ExecutionRecord {
	return executionRecord({
		execution_id: id, status, finished_at: NOW + 5, parent_execution_id: parent, mode: parent === null ? 'webhook' : mode,
		end_reason: status === 'canceled' ? 'stopped' : null,
	});
}

const PARENT = [executionRecord({ execution_id: '1' }), ended('1', 'success')];
const CHILDREN = [
	ended('2', 'error', '1'),
	ended('3', 'success', '1'),
	ended('4', 'canceled', '1'),
	ended('5', 'crashed', '1'),
	ended('6', 'error', '1', 'error'),
	ended('7', 'error', '2'),
];

describe('the count of failed children', () => {
	let database: TestDatabase;
	let store: Store;

	beforeAll(async () => {
		database = await createDatabase();
		store = database.store({ max: 8 });
		await migrate(store);
	});

	beforeEach(async () => {
		await database.sql('truncate monitoring.workflow_executions');
	});

	afterAll(async () => {
		await database.drop();
	});

	async function write(...executions: ExecutionRecord[]): Promise<void> {
		const known = executions.filter(({ finished_at }) => finished_at !== null);
		const ids = known.map(({ execution_id }) => ({
			execution_id,
			id: `00000000-0000-7000-8000-${execution_id.padStart(12, '0')}`,
			usage: {},
			whole: true,
		}));
		await writeBatch(store, 'instance', { ...EMPTY_BATCH, executions, ended: ids });
	}

	const parents = async () =>
		await database.sql(
			"select execution_id, failed_children, outcome from monitoring.workflow_executions where execution_id in ('1', '2') order by 1",
		);

	const EXPECTED = [
		{ execution_id: '1', failed_children: 2, outcome: 'succeeded_with_errors' },
		{ execution_id: '2', failed_children: 1, outcome: 'failed' },
	];

	it.each([
		['the parent first', [...PARENT, ...CHILDREN]],
		['the children first', [...CHILDREN, ...PARENT]],
		['backwards', [...PARENT, ...CHILDREN].reverse()],
		['the children while the parent runs', [PARENT[0], ...CHILDREN, PARENT[1]]],
	])('is the same with %s', async (_, stories) => {
		for (const story of stories) await write(story);
		expect(await parents()).toEqual(EXPECTED);
	});

	it('is the same in one batch, and when it is written again', async () => {
		await write(PARENT[1], ...CHILDREN);
		await write(...CHILDREN, PARENT[1]);
		expect(await parents()).toEqual(EXPECTED);
	});

	it('follows a child that was only presumed to have crashed', async () => {
		await write(PARENT[1]);
		await write(executionRecord({ ...ended('2', 'crashed', '1'), source: 'reaper', state_key: 1 }));
		expect(await parents()).toMatchObject([{ failed_children: 1 }, {}]);
		await write(ended('2', 'success', '1'));
		expect(await parents()).toMatchObject([{ failed_children: 0, outcome: 'succeeded' }, {}]);
	});

	it('holds up nobody when many write parents and children of one another at once', async () => {
		const all = Array.from({ length: 40 }, (_, i) =>
			ended(String(10 + i), 'error', i === 0 ? null : String(10 + ((i * 7) % i))),
		);
		await Promise.all(
			Array.from({ length: 8 }, async (_, turn) => {
				for (let i = 0; i < all.length; i += 3) {
					await write(all[(i * 5 + turn * 11) % 40], all[((i * 5 + turn * 11) % 40 + 17) % 40]);
				}
			}),
		);
		await write(...all);
		const [{ wrong }] = await database.sql<{ wrong: number }>(
			`select count(*)::int as wrong from monitoring.workflow_executions p
			where coalesce(failed_children, 0) <> (select count(*) from monitoring.workflow_executions c where c.parent_execution_id = p.execution_id and c.mode = 'integrated')`,
		);
		expect(wrong).toBe(0);
	});
});
