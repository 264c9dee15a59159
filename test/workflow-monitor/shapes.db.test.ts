import { MonitorInputError, MonitorNotFoundError, WorkflowMonitor } from '../../index';
import type { ShapeRecord } from '../../monitoring/model/records';
import { prepareBatch } from '../../monitoring/recorder/prepare-batch';
import { newId } from '../../monitoring/recorder/row-id';
import { ensureLogPartitions } from '../../monitoring/store/write/ensure-log-partitions';
import { insertLogs } from '../../monitoring/store/write/insert-logs';
import { upsertExecutions } from '../../monitoring/store/write/upsert-executions';
import { writeBatch } from '../../monitoring/store/write/write-batch';
import type { TestDatabase } from '../support/database';
import { executionRecord } from '../support/execution-records';
import { ended, monitoredDatabase } from './monitored';

const BEGIN = Date.now() - 3_600_000;

describe('shapes and yields, asked for', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeAll(async () => {
		database = await monitoredDatabase();
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	afterAll(async () => {
		await monitor.close();
		await database.drop();
	});

	/** One run an execution, a minute apart: `mail-` holds nothing. */
	async function yielded(runs: string[], given: Partial<ShapeRecord> = {}, instanceId = 'this-n8n'): Promise<void> {
		const entries = runs.map((text, index) => {
			const words = text.split(' ');
			const row: ShapeRecord = {
				id_key: `${JSON.stringify(given)} ${index}`, workflow_id: 'wf', execution_id: String(index + 1), node_id: 'n1', node_name: 'Get', output_index: 0,
				mode: 'production', fields: words.map((word) => word.replace('-', '')), partial: [], empty: words.filter((word) => word.endsWith('-')).map((word) => word.replace('-', '')),
				truncated: false, runs: 1, timestamp: BEGIN + index * 60_000, workflow_version: index < 5 ? 'v1' : 'v2', ...given,
			};
			return { record: { table: 'node_shapes' as const, row }, bytes: 0, since: 0 };
		});
		await writeBatch(database.store(), instanceId, prepareBatch(entries, instanceId, BEGIN));
	}

	describe('shapes', () => {
		beforeAll(async () => {
			await yielded(['id mail', 'id mail', 'id mail', 'id mail', 'id', 'id tel', 'id- tel']);
			await yielded(['a', 'a', 'a', 'b'], { output_index: 1 });
			await yielded(['t', 't', 't', 'u'], { mode: 'test' });
			await yielded(['x'], { workflow_id: 'other', node_id: null, node_name: 'Set' });
			await yielded(['y'], {}, 'another-n8n');
		});

		it('come newest first, each with what was new about it', async () => {
			const rows = await monitor.getShapes({ workflowId: 'wf', node: 'Get', output: 0 });
			expect(rows.map(({ revision, current, added, removed, turned_empty, first_execution_id }) => ({ revision, current, added, removed, turned_empty, first_execution_id }))).toEqual([
				{ revision: 4, current: true, added: [], removed: [], turned_empty: ['id'], first_execution_id: '7' },
				{ revision: 3, current: false, added: ['tel'], removed: [], turned_empty: [], first_execution_id: '6' },
				{ revision: 2, current: false, added: [], removed: ['mail'], turned_empty: [], first_execution_id: '5' },
				{ revision: 1, current: false, added: [], removed: [], turned_empty: [], first_execution_id: '1' },
			]);
			expect(rows[0]).toMatchObject({ nodeName: 'Get', firstVersion: 'v2', alwaysEmpty: ['id'], runsSeen: 1 });
			expect(rows[0]).not.toHaveProperty('last_told');
		});

		it.each([
			[{}, ['wf 0 4', 'wf 0 3', 'wf 0 2', 'wf 1 2', 'other 0 1', 'wf 1 1', 'wf 0 1']],
			[{ current: true }, ['wf 0 4', 'wf 1 2', 'other 0 1']],
			[{ mode: 'test' as const }, ['wf 0 2', 'wf 0 1']],
			[{ workflowId: 'other' }, ['other 0 1']],
			[{ node: 'n1', output: 1 }, ['wf 1 2', 'wf 1 1']],
			[{ instances: 'another-n8n' }, ['wf 0 1']],
			[{ startTime: BEGIN + 5 * 60_000 }, ['wf 0 4', 'wf 0 3']],
		])('are narrowed by %j', async (query, expected) => {
			const rows = await monitor.getShapes(query);
			const first = rows.filter(({ first_execution_id: id }) => id === '1').map(({ id }) => id);
			const names = rows.map(({ workflow_id, output_index, revision }) => `${workflow_id} ${output_index} ${revision}`);
			expect(first.length > 1 ? [...names].sort() : names).toEqual(first.length > 1 ? [...expected].sort() : expected);
		});

		it('are paged without a gap', async () => {
			const all = await monitor.getShapes({ mode: 'all' });
			const paged = [];
			for (let after: { id: string; timestamp: string } | undefined; ; ) {
				const page = await monitor.getShapes({ mode: 'all', limit: 2, after });
				paged.push(...page);
				if (page.length < 2) break;
				after = { id: page[1].id, timestamp: page[1].first_seen_at };
			}
			expect(paged).toEqual(all);
		});

		it('are compared: the present one with the one before, or any two of one output', async () => {
			expect(await monitor.compareShapes({ workflowId: 'wf', node: 'Get' })).toMatchObject({
				added: [], removed: [], turned_empty: ['id'], before: { revision: 3 }, after: { revision: 4, firstExecutionId: '7' },
				changes: [{ field: 'id', change: 'turned_empty', first_execution_id: '7', workflowVersion: 'v2' }],
			});
			const rows = await monitor.getShapes({ workflowId: 'wf', output: 0 });
			const whole = await monitor.compareShapes({ shapeId: rows[0].id, earlierShapeId: rows[3].id });
			expect(whole.changes.map(({ change, field, firstExecutionId }) => [change, field, firstExecutionId])).toEqual([
				['added', 'tel', '6'], ['removed', 'mail', '5'], ['turned_empty', 'id', '7'],
			]);
			expect(await monitor.compareShapes({ shapeId: rows[3].id })).toMatchObject({ before: null, changes: [], after: { revision: 1 } });
			expect(await monitor.compareShapes({ workflowId: 'wf', node: 'n1', output: 1 })).toMatchObject({ added: ['b'], removed: ['a'] });
		});

		it('that are none or not comparable are refused in words', async () => {
			const rows = await monitor.getShapes({ workflowId: 'wf', output: 0 });
			await expect(monitor.compareShapes({ workflowId: 'wf', node: 'Nobody' })).rejects.toThrow(MonitorNotFoundError);
			await expect(monitor.compareShapes({ shapeId: newId(0) })).rejects.toThrow(MonitorNotFoundError);
			await expect(monitor.compareShapes({ shapeId: rows[1].id, earlierShapeId: rows[0].id })).rejects.toThrow(/earlier shape of the same output/);
			await expect(monitor.compareShapes({ earlierShapeId: rows[0].id })).rejects.toThrow(MonitorInputError);
			await expect(monitor.compareShapes({ workflowId: 'wf' })).rejects.toThrow(/node/);
		});

		it('go when nothing has had them for as long as is kept', async () => {
			await yielded(['old'], { workflow_id: 'gone', timestamp: Date.now() - 40 * 86_400_000 });
			expect(await monitor.cleanup({ retentionDays: 30 })).toMatchObject({ node_shapes: 1 });
			expect(await monitor.getShapes({ workflowId: 'gone' })).toEqual([]);
		});
	});

	describe('yields', () => {
		/** Items of executions, a minute apart: null where unknown. */
		async function ran(workflowId: string, items: Array<number | null>, given: object = {}): Promise<void> {
			await upsertExecutions(database.store(), 'this-n8n', items.map((items_out, index) =>
				executionRecord({ ...ended('success', { started_at: BEGIN + index * 60_000 }), execution_id: `${workflowId} ${index}`, workflow_id: workflowId, kind: 'webhook', items_out, ...given })));
		}

		it('say how often a workflow that succeeds yields nothing, and since when', async () => {
			await ran('steady', [10, 12, 11]);
			await ran('half', [5, 0, 7, 0, 0]);
			await ran('never', [0, 0]);
			await ran('unknown', [null]);
			await ran('failed', [0], { status: 'error' });
			await ran('by hand', [0], { kind: 'manual', mode: 'manual' });
			const { rows, reason } = await monitor.getYield();
			expect(reason).toBeNull();
			expect(rows.map(({ workflow_id, runs, empty_runs, empty_share, median_items, p90_items, empty_since, last_yield_execution_id }) =>
				[workflow_id, runs, empty_runs, empty_share, median_items, p90_items, empty_since, last_yield_execution_id])).toEqual([
				['never', 2, 2, 100, 0, 0, 2, null],
				['half', 5, 3, 60, 0, 6, 2, 'half 2'],
				['steady', 3, 0, 0, 11, 12, 0, 'steady 2'],
			]);
		});

		it('look back further than the period for the last run that yielded anything', async () => {
			await ran('dry', [3], { ...ended('success', { started_at: BEGIN - 3 * 86_400_000 }) });
			await upsertExecutions(database.store(), 'this-n8n', [executionRecord({ ...ended('success'), execution_id: 'dry now', workflow_id: 'dry', kind: 'schedule', items_out: 0 })]);
			const { rows } = await monitor.getYield({ workflowId: 'dry', startTime: BEGIN - 86_400_000 });
			expect(rows).toMatchObject([{ runs: 1, emptyRuns: 1, emptySince: 1, lastYieldExecutionId: 'dry 0' }]);
		});

		it('by node', async () => {
			await ran('nodes', [1, 0, 1]);
			await ensureLogPartitions(database.store(), [BEGIN]);
			const row = (run: number, node: string, step: number, items: number) => ({
				id: newId(BEGIN + run), timestamp: BEGIN + run * 60_000, workflow_id: 'nodes', execution_id: `nodes ${run}`, log_level: 'info' as const, message: '', node_id: node, node_name: node.toUpperCase(),
				step_number: step, duration: 1, items_in: 1, items_out: items, metadata: {},
			});
			await insertLogs(database.store(), 'this-n8n', [0, 1, 2].flatMap((run) => [row(run, 'a', 1, 4), row(run, 'b', 2, run === 2 ? 0 : 1)]));
			const { rows } = await monitor.getYield({ by: 'node', workflowId: 'nodes' });
			expect(rows.map(({ node_name, runs, empty_share, median_items, empty_since, last_yield_execution_id }) => [node_name, runs, empty_share, median_items, empty_since, last_yield_execution_id])).toEqual([
				['B', 3, 33.33, 1, 1, 'nodes 1'], ['A', 3, 0, 4, 0, 'nodes 2'],
			]);
		});

		it('say why there are none', async () => {
			expect(await monitor.getYield({ workflowId: 'nobody' })).toMatchObject({ rows: [], reason: expect.stringContaining('No execution') });
			expect(await monitor.getYield({ workflowId: 'unknown' })).toMatchObject({ rows: [], reason: expect.stringContaining('known number of items') });
			await expect(monitor.getYield({ by: 'node' })).rejects.toThrow(/workflow whose nodes/);
		});
	});
});
