import { listLogs, type LogFilter } from '../../../monitoring/store/read/list-logs';
import { logQuestion } from '../../../monitoring/workflow-monitor/read-questions';
import { newId } from '../../../monitoring/recorder/row-id';
import type { Store } from '../../../monitoring/store/pool';
import { ensureLogPartitions } from '../../../monitoring/store/write/ensure-log-partitions';
import { insertLogs } from '../../../monitoring/store/write/insert-logs';
import { LOG_LEVELS } from '../../../monitoring/model/enums';
import type { TestDatabase } from '../../support/database';
import { monitoredDatabase } from '../../workflow-monitor/monitored';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-06-15T12:00:00Z');

describe('listLogs', () => {
	let database: TestDatabase;
	let store: Store;

	/** Row n lies n² minutes back: many in the last hour, the oldest 26 days ago. */
	const rows = Array.from({ length: 200 }, (_, index) => ({
		id: newId(NOW - index * index * 60_000),
		timestamp: NOW - index * index * 60_000,
		workflow_id: index % 3 === 0 ? 'third' : 'wf',
		execution_id: String(Math.floor(index / 10)),
		log_level: LOG_LEVELS[index % LOG_LEVELS.length],
		message: index === 7 ? 'Connection REFUSED: try again, row 7' : `row ${index}`,
		node_id: index === 9 ? 'node-9' : null,
		node_name: index === 8 ? 'Übertrag "8"' : null,
		step_number: null,
		duration: null,
		items_in: null,
		items_out: null,
		metadata: { index, order: { 'customer.id': String(index), ['__proto__']: { open: index % 2 === 0 } } },
	}));

	beforeAll(async () => {
		database = await monitoredDatabase();
		store = database.store();
		await ensureLogPartitions(
			store,
			rows.map(({ timestamp }) => timestamp),
		);
		await insertLogs(store, 'this-n8n', rows);
		await insertLogs(store, 'other', [{ ...rows[0], message: 'of another instance' }]);
	});

	afterAll(async () => {
		await database.drop();
	});

	async function messages(filter: Partial<LogFilter> = {}): Promise<string[]> {
		const found = await listLogs(
			store,
			{
				instanceId: 'this-n8n',
				workflowId: null,
				executionId: null,
				levels: null,
				search: null,
				words: null,
				node: null,
				metadata: null,
				start: null,
				end: null,
				after: null,
				limit: 1_000,
				offset: 0,
				...filter,
			},
			NOW,
		);
		return found.map(({ message }) => message);
	}

	function expected(keep: (row: (typeof rows)[number]) => boolean): string[] {
		return rows.filter(keep).map(({ message }) => message);
	}

	it('gives all rows of the instance, newest first', async () => {
		expect(await messages()).toEqual(expected(() => true));
	});

	it.each([1, 7, 8, 9, 38, 39, 40, 106, 108, 199, 200])(
		'finds the %i newest, however far back they lie',
		async (limit) => {
			expect(await messages({ limit })).toEqual(expected(() => true).slice(0, limit));
		},
	);

	it('passes over an offset', async () => {
		expect(await messages({ limit: 10, offset: 100 })).toEqual(
			expected(() => true).slice(100, 110),
		);
		expect(await messages({ limit: 10, offset: 500 })).toEqual([]);
	});

	it('keeps to a span: from its start on, before its end', async () => {
		const start = new Date(rows[20].timestamp).toISOString();
		const end = new Date(rows[5].timestamp).toISOString();
		expect(await messages({ start, end })).toEqual(
			expected((row) => rows.indexOf(row) > 5 && rows.indexOf(row) <= 20),
		);
		expect(await messages({ start: new Date(NOW + HOUR).toISOString() })).toEqual([]);
	});

	it('narrows by workflow, execution and level together', async () => {
		expect(await messages({ workflowId: 'third' })).toEqual(
			expected(({ workflow_id }) => workflow_id === 'third'),
		);
		expect(await messages({ executionId: '3', levels: ['warn', 'fatal'] })).toEqual(
			expected(
				({ execution_id, log_level }) =>
					execution_id === '3' && (log_level === 'warn' || log_level === 'fatal'),
			),
		);
	});

	it('finds text in messages as it stands, in any case', async () => {
		expect(await messages({ search: 'ROW 19' })).toEqual(
			expected(({ message }) => message.includes('row 19')),
		);
		expect(await messages({ search: 'row_1' })).toEqual([]);
	});

	it.each([
		['connection try', 7],
		['"refused: try"', 7],
		['"try connection"', null],
		['connection -again', null],
		["nothing or 'again", 7],
		['conn', null],
	])('finds whole words and phrases in messages: %s', async (words, index) => {
		expect(await messages({ words })).toEqual(index === null ? [] : [rows[index].message]);
	});

	it('finds rows of a node by its name or its id', async () => {
		expect(await messages({ node: 'Übertrag "8"' })).toEqual(['row 8']);
		expect(await messages({ node: 'node-9' })).toEqual(['row 9']);
	});

	it.each([
		['index', '12', ['row 12']],
		['index', 12, ['row 12']],
		['order.customer\\.id', '12', ['row 12']],
		['order.customer\\.id', 12, []],
		['order.customer.id', '12', []],
	])('finds rows by what stands at %s in their metadata: %p', async (metadataPath, metadataValue, found) => {
		const { metadata } = logQuestion({ metadataPath, metadataValue });
		expect(await messages({ metadata })).toEqual(found);
	});

	it('takes any key in a path for what it is', async () => {
		const { metadata } = logQuestion({ metadataPath: 'order.__proto__.open', metadataValue: 'true' });
		expect(await messages({ metadata })).toHaveLength(100);
		expect(Object.hasOwn((metadata as [{ order: object }])[0].order, '__proto__')).toBe(true);
	});

	it('goes on after a row, with and without an index that gives the order', async () => {
		const after = { id: rows[50].id, timestamp: new Date(rows[50].timestamp).toISOString() };
		expect(await messages({ after })).toEqual(expected(() => true).slice(51));
		expect(await messages({ after, limit: 3 })).toEqual(expected(() => true).slice(51, 54));
		expect(await messages({ after, workflowId: 'wf' })).toEqual(
			expected(({ workflow_id }) => workflow_id === 'wf').filter(
				(message) => Number(message.slice(4)) > 50,
			),
		);
	});
});
