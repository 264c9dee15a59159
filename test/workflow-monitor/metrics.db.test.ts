import { WorkflowMonitor } from '../../monitoring/workflow-monitor';
import { newId } from '../../monitoring/recorder/row-id';
import { prepareBatch } from '../../monitoring/recorder/prepare-batch';
import { removeOldMetricRecords } from '../../monitoring/store/write/remove-old-metric-records';
import { Recorder } from '../../monitoring/recorder/recorder';
import { isRefusedRow, writeBatch } from '../../monitoring/store/write/write-batch';
import type { TestDatabase } from '../support/database';
import { monitoredDatabase } from './monitored';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const HOUR = { startTime: NOON, endTime: NOON + 3_600_000 };

describe('metrics that people define', () => {
	let database: TestDatabase;
	let monitor: WorkflowMonitor;

	beforeEach(async () => {
		database = await monitoredDatabase();
		monitor = new WorkflowMonitor({ connectionString: database.url, instanceId: 'this-n8n' });
	});

	afterEach(async () => {
		await monitor.close();
		await database.drop();
	});

	const record = async (name: string, value: number, labels: Record<string, string> = {}, time: number = NOON) =>
		await monitor.recordMetric(name, { value, labels, time });
	const series = async (name: string, query: Parameters<WorkflowMonitor['getMetricSeries']>[1] = {}) =>
		(await monitor.getMetricSeries(name, { ...HOUR, ...query })).rows.map(({ start, labels, value }) => [start.slice(11, 16), labels, value]);

	it('add up by step and label, in decimals', async () => {
		await monitor.defineMetric({ name: 'sales', type: 'counter', unit: 'EUR', labelNames: ['shop', 'country'] });
		await Promise.all(Array.from({ length: 10 }, async () => await record('sales', 0.1, { shop: 'a' })));
		await record('sales', 0.2, { shop: 'b', country: 'de' }, NOON + 59_999);
		await record('sales', 6, { shop: 'a' }, NOON + 61_000);
		expect(await series('sales', { step: 60, groupBy: 'shop' })).toEqual([['12:00', { shop: 'a' }, 1], ['12:00', { shop: 'b' }, 0.2], ['12:01', { shop: 'a' }, 6]]);
		expect(await series('sales', { step: 300 })).toEqual([['12:00', {}, 7.2]]);
		expect(await series('sales', { step: 300, labels: { country: 'de' } })).toEqual([['12:00', {}, 0.2]]);
		expect(await series('sales', { step: 300, aggregation: 'rate', endTime: NOON + 120_000 })).toEqual([['12:00', {}, 7.2 / 120]]);
		expect(await monitor.getMetricSeries('sales', { ...HOUR, aggregation: 'rate' })).toMatchObject({ unit: 'EUR/s', metricType: 'counter', step: 60 });
	});

	it('know the last, least and greatest of a gauge, whatever comes late', async () => {
		await monitor.defineMetric({ name: 'stock', type: 'gauge' });
		await record('stock', 5, {}, NOON + 30_000);
		await record('stock', -7, {}, NOON + 10_000);
		await record('stock', 8, {}, NOON + 20_000);
		for (const [aggregation, value] of [['last', 5], ['min', -7], ['max', 8], ['avg', 2], ['count', 3]] as const) {
			expect(await series('stock', { step: 60, aggregation })).toEqual([['12:00', {}, value]]);
		}
	});

	it('have percentiles of a histogram', async () => {
		await monitor.defineMetric({ name: 'took', type: 'histogram', unit: 's', buckets: [1, 2, 5, 10] });
		for (const value of [2.5, 3, 4, 5]) await record('took', value);
		expect(await series('took', { step: 60, aggregation: 'p50' })).toEqual([['12:00', {}, 3.75]]);
		expect(await monitor.getMetricSeries('took', HOUR)).toMatchObject({ aggregation: 'p95', unit: 's', rows: [{ count: 4 }] });
	});

	it('keep so many sets of labels apart, also of writers at once, and count the rest', async () => {
		await monitor.defineMetric({ name: 'hits', type: 'counter', labelNames: ['user'], labelSetsMost: 3 });
		const stores = Array.from({ length: 4 }, () => database.store());
		const rows = Array.from({ length: 40 }, (_, index) => ({ id: newId(NOON), name: 'hits', value: 1, labels: [['user', `u${index % 10}`] as [string, string]], timestamp: NOON }));
		await Promise.all(stores.map(async (store, at) => {
			const mine = rows.filter((_, index) => index % 4 === at).map((row) => ({ record: { table: 'metric_points' as const, row }, bytes: 1, since: 0 }));
			for (const each of mine) await writeBatch(store, 'this-n8n', prepareBatch([each], 'this-n8n', NOON));
		}));
		const found = await series('hits', { step: 300, groupBy: 'user' });
		expect(found).toHaveLength(4);
		expect(found.map(([, , value]) => value as number).sort((a, b) => a - b)).toEqual([4, 4, 4, 28]);
		expect(found.find(([, , value]) => value === 28)?.[1]).toEqual({ user: 'other' });
		expect(await monitor.getMetrics()).toMatchObject([{ label_sets: 3, folded: 28, labelSetsMost: 3 }]);
	});

	it('count a record once that is sent again after an unclear commit', async () => {
		await monitor.defineMetric({ name: 'sales', type: 'counter' });
		const row = { id: newId(NOON), name: 'sales', value: 2, labels: [], timestamp: NOON };
		const batch = prepareBatch([{ record: { table: 'metric_points', row }, bytes: 1, since: 0 }], 'this-n8n', NOON);
		const store = database.store();
		expect(await writeBatch(store, 'this-n8n', batch)).toEqual({ stored: 1, duplicate: 0 });
		expect(await writeBatch(store, 'this-n8n', batch)).toEqual({ stored: 0, duplicate: 1 });
		await removeOldMetricRecords(store, 'this-n8n');
		expect(await writeBatch(store, 'this-n8n', batch)).toEqual({ stored: 0, duplicate: 1 });
		expect(await series('sales', { step: 60 })).toEqual([['12:00', {}, 2]]);
		await database.sql("update monitoring.metric_records set recorded_at = now() - interval '25 hours'");
		await removeOldMetricRecords(store, 'this-n8n');
		expect(await database.sql('select 1 from monitoring.metric_records')).toEqual([]);
	});

	it('refuse what is written for a metric that nobody has defined, and nothing else with it', async () => {
		await monitor.defineMetric({ name: 'sales', type: 'counter' });
		const recorder = new Recorder();
		const store = database.store();
		for (const name of ['sales', 'nothing', 'sales']) recorder.add({ table: 'metric_points', row: { id: newId(NOON), name, value: 1, labels: [], timestamp: NOON } });
		recorder.setWriter({ instanceId: 'this-n8n', write: async (batch) => await writeBatch(store, 'this-n8n', batch), refusal: (error) => (isRefusedRow(error) ? 'undefined' : null) });
		await recorder.flush();
		expect(recorder.counters).toMatchObject({ stored: 2, refused: { undefined: 1 }, queued: 0 });
		expect(await series('sales', { step: 60 })).toEqual([['12:00', {}, 2]]);
	});

	it('are defined at the first record where somebody says as what', async () => {
		await monitor.recordMetric('new_one', { value: 1, labels: { shop: 'a' }, time: NOON, defineAs: 'gauge' });
		expect(await monitor.getMetrics()).toMatchObject([{ name: 'new_one', metric_type: 'gauge', label_names: ['shop'], buckets: null }]);
	});

	it('hold no secrets in their labels', async () => {
		await monitor.recordMetric('m', { value: 1, labels: { who: `Bearer ${'a1B2'.repeat(12)}` }, time: NOON, defineAs: 'counter' });
		expect(JSON.stringify(await database.sql('select labels from monitoring.metric_label_sets'))).not.toContain('a1B2a1B2');
	});

	it('can be said more of, and stay of their type and buckets', async () => {
		await monitor.defineMetric({ name: 'took', type: 'histogram', buckets: [1, 2] });
		expect(await monitor.defineMetric({ name: 'took', type: 'histogram', buckets: [1, 2], unit: 's', labelNames: 'shop' })).toMatchObject({ unit: 's', label_names: ['shop'] });
		await expect(monitor.defineMetric({ name: 'took', type: 'histogram', buckets: [1, 3] })).rejects.toThrow('histogram with the buckets 1, 2');
		await expect(monitor.defineMetric({ name: 'took', type: 'gauge' })).rejects.toMatchObject({ field: 'name' });
	});

	it.each<[string, (monitor: WorkflowMonitor) => Promise<unknown>, string]>([
		['an unknown metric', async (each) => await each.recordMetric('nothing', { value: 1 }), 'is not defined'],
		['an unknown metric that is read', async (each) => await each.getMetricSeries('nothing'), 'is not defined'],
		['an unknown label', async (each) => await each.recordMetric('sales', { value: 1, labels: { country: 'de' } }), 'labels of the metric: shop'],
		['a label that is read and unknown', async (each) => await each.getMetricSeries('sales', { groupBy: 'country' }), 'labels of the metric: shop'],
		['a counter that goes down', async (each) => await each.recordMetric('sales', { value: -1 }), 'a gauge goes up and down'],
		['no number', async (each) => await each.recordMetric('sales', { value: Infinity }), '"value"'],
		['a percentile of a counter', async (each) => await each.getMetricSeries('sales', { aggregation: 'p95' }), 'of a counter: sum, rate, count'],
		['a name with a space', async (each) => await each.defineMetric({ name: 'my sales', type: 'counter' }), '"name"'],
		['a label of Object', async (each) => await each.defineMetric({ name: 'a', type: 'counter', labelNames: ['__proto__'] }), '"labelNames"'],
		['buckets that go down', async (each) => await each.defineMetric({ name: 'a', type: 'histogram', buckets: [2, 1] }), '"buckets"'],
		['a step of seconds', async (each) => await each.getMetricSeries('sales', { step: 90 }), 'whole minutes'],
		['too many steps', async (each) => await each.getMetricSeries('sales', { step: 60, startTime: 0 }), 'at most 1500 steps'],
	])('refuse %s', async (_, act, words) => {
		await monitor.defineMetric({ name: 'sales', type: 'counter', labelNames: 'shop' });
		await expect(act(monitor)).rejects.toThrow(words);
	});

	it('go with what is old', async () => {
		await monitor.defineMetric({ name: 'took', type: 'histogram' });
		await record('took', 1, {}, Date.now() - 3 * 86_400_000);
		await record('took', 1, {}, Date.now());
		expect(await monitor.cleanup({ retentionDays: 2 })).toMatchObject({ metric_points: 1 });
		expect(await database.sql('select 1 from monitoring.metric_buckets')).toHaveLength(1);
		expect(await database.sql('select 1 from monitoring.metric_records')).toHaveLength(2);
	});
});
