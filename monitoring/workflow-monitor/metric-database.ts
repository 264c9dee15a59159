import { AGGREGATIONS_OF, type Aggregation } from '../analytics/metric-series';
import type { MetricType } from '../model/enums';
import { listMetrics, type MetricRow } from '../store/read/list-metrics';
import { defineMetric, type MetricDefinition } from '../store/write/define-metric';
import type { MetricRecording, MetricSeriesQuestion } from './metric-questions';
import { newMetric } from './metric-questions';
import { MonitorDatabaseError, MonitorInputError } from './monitor-error';
import { readMetricSeries, type MetricSeries } from './read-metric-series';
import { saveRecord, type Saved } from './save-record';
import { ShapeDatabase } from './shape-database';

const KNOWN_FOR = 10_000;
const KNOWN_MOST = 500;

/** Metrics that people define. */
export class MetricDatabase extends ShapeDatabase {
	/** What is defined, looked up lately; one look-up for many records. */
	readonly #known = new Map<string, { at: number; metric: Promise<MetricRow | null> }>();

	/** @throws MonitorInputError where there is one of another type or with other buckets */
	async defineMetric(metric: MetricDefinition): Promise<MetricRow> {
		const { name, metric_type: type } = metric;
		const done = await this.run(async (sql, instance) => await defineMetric(sql, instance, metric));
		this.#known.delete(name);
		const row = await this.#metric(name);
		if (done && row !== null) return row;
		const there = `${row?.metric_type ?? 'metric'}${row?.buckets ? ` with the buckets ${row.buckets.join(', ')}` : ''}`;
		throw new MonitorInputError('name', name, `a name that is not taken, or the type and buckets of the ${there} that has it`, `cannot become a ${type} of this kind`);
	}

	async metrics(): Promise<MetricRow[]> {
		return await this.run(async (sql, instance) => await listMetrics(sql, instance, null));
	}

	/**
	 * Stores a value. While Postgres is away it waits in memory, and nobody can say yet whether its metric is defined.
	 *
	 * @throws MonitorInputError where the metric is not defined, or has no such label, or would count down
	 */
	async recordMetric({ row, defineAs }: MetricRecording): Promise<Saved> {
		const instanceId = await this.instanceForWriting();
		try {
			if (!this.connection.recorder(instanceId).down) checkRecord(row, await this.#defined(row, defineAs));
		} catch (error) {
			if (!(error instanceof MonitorDatabaseError)) throw error;
		}
		return await saveRecord(this.connection, instanceId, { table: 'metric_points', row });
	}

	async metricSeries(question: MetricSeriesQuestion): Promise<MetricSeries> {
		const [metric] = await this.run(async (sql, instance) => await listMetrics(sql, instance, question.name));
		if (metric === undefined) throw notDefined(question.name);
		const aggregation = aggregationOf(metric, question.aggregation);
		for (const label of question.groupBy) checkLabel(metric, 'groupBy', label);
		for (const label of Object.keys(question.labels)) checkLabel(metric, 'labels', label);
		return await this.run(async (sql, instance) => await readMetricSeries(sql, instance, metric, { ...question, aggregation }));
	}

	async #defined(row: MetricRecording['row'], type: MetricType | null): Promise<MetricRow> {
		const metric = await this.#metric(row.name);
		if (metric !== null) return metric;
		if (type === null) throw notDefined(row.name);
		return await this.defineMetric(newMetric({ name: row.name, type, labelNames: row.labels.map(([name]) => name) }));
	}

	/** One that is not there is looked for each time, since it may be defined any moment. */
	async #metric(name: string): Promise<MetricRow | null> {
		const known = this.#known.get(name);
		if (known !== undefined && Date.now() - known.at < KNOWN_FOR) return await known.metric;
		const metric = this.run(async (sql, instance) => (await listMetrics(sql, instance, name))[0] ?? null);
		if (this.#known.size >= KNOWN_MOST) this.#known.clear();
		this.#known.set(name, { at: Date.now(), metric });
		try {
			const row = await metric;
			if (row === null) this.#known.delete(name);
			return row;
		} catch (error) {
			this.#known.delete(name);
			throw error;
		}
	}
}

function checkRecord({ value, labels }: MetricRecording['row'], metric: MetricRow): void {
	for (const [label] of labels) checkLabel(metric, 'labels', label);
	if (metric.metric_type === 'counter' && value < 0) {
		throw new MonitorInputError('value', value, 'a number from 0 on, since a counter only counts up; a gauge goes up and down');
	}
}

function checkLabel({ label_names: names }: MetricRow, field: string, label: string): void {
	if (names.includes(label)) return;
	const allowed = names.length === 0 ? 'none, since the metric has no labels' : `labels of the metric: ${names.join(', ')}`;
	throw new MonitorInputError(field, label, allowed);
}

function aggregationOf({ metric_type: type }: MetricRow, asked: Aggregation | null): Aggregation {
	const possible = AGGREGATIONS_OF[type];
	if (asked === null) return possible[0];
	if (possible.includes(asked)) return asked;
	throw new MonitorInputError('aggregation', asked, `of a ${type}: ${possible.join(', ')}`);
}

function notDefined(name: string): MonitorInputError {
	const allowed = 'the name of a metric that was defined with Monitor → Metric → Define or defineMetric; Record can define it too, where it is told as what';
	return new MonitorInputError('name', name, allowed, 'is not defined');
}
