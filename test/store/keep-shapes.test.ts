import type { ShapeRecord } from '../../monitoring/model/records';
import { migrate } from '../../monitoring/store/migrate';
import type { Store } from '../../monitoring/store/pool';
import { prepareBatch } from '../../monitoring/recorder/prepare-batch';
import { writeBatch } from '../../monitoring/store/write/write-batch';
import { createDatabase, type TestDatabase } from '../support/database';

const BEGIN = Date.parse('2026-11-25T10:00:00Z');

/** What run number so many had: `mail-` holds nothing, `mail?` is missing in some items. */
function run(number: number, text: string, given: Partial<ShapeRecord> = {}): ShapeRecord {
	const words = text.split(' ');
	const marked = (mark: string) => words.filter((word) => word.endsWith(mark)).map((word) => word.slice(0, -1));
	return {
		id_key: `shape ${number}`, workflow_id: 'wf', execution_id: String(number), node_id: 'n1', node_name: 'Get', output_index: 0,
		mode: 'production', fields: words.map((word) => word.replace(/[?-]$/, '')), partial: marked('?'), empty: marked('-'),
		truncated: false, runs: 1, timestamp: BEGIN + number * 1_000, workflow_version: 'v1', ...given,
	};
}

describe('shapes as they are kept', () => {
	let database: TestDatabase;
	let store: Store;

	beforeEach(async () => {
		database = await createDatabase();
		store = database.store();
		await migrate(store);
	});

	afterEach(async () => {
		await database.drop();
	});

	async function write(rows: ShapeRecord[], to = store): Promise<void> {
		const entries = rows.map((row) => ({ record: { table: 'node_shapes' as const, row }, bytes: 0, since: 0 }));
		await writeBatch(to, 'n8n', prepareBatch(entries, 'n8n', BEGIN));
	}

	const shapes = async () => await database.sql(
		`select revision, fields, optional_fields, always_empty, runs_seen::integer, first_execution_id, last_execution_id
		from monitoring.node_shapes order by workflow_id, node_key, output_index, mode, revision`);

	it('are a row each, told by the first and the last execution that had them', async () => {
		await write([run(1, 'id mail'), run(2, 'id mail'), run(3, 'id mail')]);
		await write([run(4, 'mail id', { runs: 40 })]);
		await write([run(5, 'id'), run(6, 'id mail-'), run(7, 'id')]);
		expect(await shapes()).toEqual([
			{ revision: 1, fields: ['id', 'mail'], optional_fields: [], always_empty: [], runs_seen: 43, first_execution_id: '1', last_execution_id: '4' },
			{ revision: 2, fields: ['id'], optional_fields: [], always_empty: [], runs_seen: 1, first_execution_id: '5', last_execution_id: '5' },
			{ revision: 3, fields: ['id', 'mail'], optional_fields: ['mail'], always_empty: ['mail'], runs_seen: 2, first_execution_id: '6', last_execution_id: '7' },
		]);
	});

	it('count what is sent twice once, and what comes late as well', async () => {
		const batch = [run(1, 'id mail'), run(2, 'id mail'), run(3, 'id mail'), run(4, 'id'), run(5, 'id mail')];
		await write(batch);
		const before = await shapes();
		await write(batch);
		expect(await shapes()).toEqual(before);
		await write([run(0, 'id mail')]);
		expect((await shapes())[2]).toEqual({ ...before[2], runs_seen: 2 });
	});

	it('are those of one output, node, workflow and mode', async () => {
		await write([
			run(1, 'id'), run(2, 'b', { output_index: 1 }), run(3, 'c', { node_id: 'n2' }), run(4, 'd', { workflow_id: 'other' }),
			run(5, 'e', { mode: 'test' }), run(6, 'f', { node_id: null, node_name: 'constructor' }),
		]);
		expect((await shapes()).map(({ revision }) => revision)).toEqual([1, 1, 1, 1, 1, 1]);
	});

	it('stay a node\'s own when it is called otherwise, and hold what hostile names say', async () => {
		await write([run(1, 'id'), run(2, 'id'), run(3, 'id')]);
		await write([run(4, 'id "\'; \uFFFD é {a,b} \\ null', { node_name: 'Renamed' })]);
		const [, second] = await database.sql('select node_name, fields from monitoring.node_shapes order by revision');
		expect(second).toEqual({ node_name: 'Renamed', fields: ['id', '"\';', '\uFFFD', 'é', '{a,b}', '\\', 'null'].sort() });
		await write([run(5, 'id "\'; \uFFFD é {a,b} \\ null')]);
		expect(await shapes()).toHaveLength(2);
	});

	it('are the same however many processes tell of them at once', async () => {
		const writers = Array.from({ length: 8 }, () => database.store());
		await Promise.all(writers.map(async (writer, process) => {
			for (let number = 1; number <= 10; number++) {
				const fields = number % 2 === 0 ? 'id mail' : 'id';
				await write([
					run(process * 100 + number, fields),
					run(process * 100 + number, fields, { node_id: `n${(process * 7) % 3}`, id_key: `b ${process} ${number}` }),
				], writer);
			}
		}));
		const rows = await shapes();
		expect(rows.reduce((sum, { runs_seen }) => sum + Number(runs_seen), 0)).toBe(160);
		expect(rows.length).toBeLessThanOrEqual(3 * 3);
		expect(rows.filter(({ revision }) => revision === 1)).toHaveLength(3);
	});
});
