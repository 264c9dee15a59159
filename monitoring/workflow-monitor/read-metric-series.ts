import { unitOf, valueOf, type Aggregation } from '../analytics/metric-series';
import type { MetricType } from '../model/enums';
import type { Sql } from '../store/pool';
import type { MetricRow } from '../store/read/list-metrics';
import { sumMetricBuckets, sumMetricPoints, type MetricPointsFilter } from '../store/read/sum-metric-points';
import type { MetricSeriesQuestion } from './metric-questions';
import { MonitorInputError } from './monitor-error';

const ROWS_MOST = 10_000;

export interface MetricSeriesRow {
	/** Where the step begins, ISO 8601. */
	start: string;
	/** Of what is grouped by; empty where a record had none. */
	labels: Record<string, string>;
	value: number;
	/** How many records. */
	count: number;
}

export interface MetricSeries {
	name: string;
	metric_type: MetricType;
	aggregation: Aggregation;
	/** Of the values. */
	unit: string | null;
	/** s */
	step: number;
	period: { start: string; end: string };
	/** In order of time. A step in which nothing was recorded has none. */
	rows: MetricSeriesRow[];
	/** Records so far whose labels found no place: they are in the set whose labels are "other". */
	folded: number;
}

/** @throws MonitorInputError where that would be too many rows */
export async function readMetricSeries(
	sql: Sql,
	instanceId: string,
	metric: MetricRow,
	question: MetricSeriesQuestion & { aggregation: Aggregation },
): Promise<MetricSeries> {
	const { name, start, end, step, aggregation, groupBy, labels } = question;
	// Points are of whole minutes: the one in which the range begins counts.
	const from = Math.floor(start / 60_000) * 60_000;
	const period = { start: new Date(from).toISOString(), end: new Date(end).toISOString() };
	const filter: MetricPointsFilter = { name, ...period, step, groupBy, labels, limit: ROWS_MOST + 1 };
	const points = await sumMetricPoints(sql, instanceId, filter);
	if (points.length > ROWS_MOST) {
		throw new MonitorInputError('step', step, `a longer step, a shorter range or fewer labels: at most ${ROWS_MOST} rows`);
	}
	const buckets = isQuantile(aggregation) ? await bucketsByRow(sql, instanceId, metric, filter) : NO_BUCKETS;
	const rows = points.map((point): MetricSeriesRow => {
		const begin = Date.parse(point.start);
		const seconds = (Math.min(begin + step * 1_000, end) - Math.max(begin, from)) / 1_000;
		const recorded = { ...point, buckets: buckets.get(keyOf(point)) ?? NONE };
		const value = valueOf(recorded, aggregation, seconds, metric.buckets);
		return { start: point.start, labels: point.labels, value, count: point.count };
	});
	const unit = unitOf(metric.unit, aggregation, metric.metric_type === 'histogram');
	return { name, metric_type: metric.metric_type, aggregation, unit, step, period, rows, folded: metric.folded };
}

type Buckets = Map<number, number>;
const NONE: Buckets = new Map();
const NO_BUCKETS: ReadonlyMap<string, Buckets> = new Map();

function isQuantile(aggregation: Aggregation): boolean {
	return aggregation.startsWith('p');
}

async function bucketsByRow(
	sql: Sql,
	instanceId: string,
	{ buckets: bounds }: MetricRow,
	filter: MetricPointsFilter,
): Promise<ReadonlyMap<string, Buckets>> {
	const limit = ROWS_MOST * ((bounds?.length ?? 0) + 1);
	const byRow = new Map<string, Buckets>();
	for (const row of await sumMetricBuckets(sql, instanceId, { ...filter, limit })) {
		const key = keyOf(row);
		const counts = byRow.get(key) ?? new Map<number, number>();
		byRow.set(key, counts.set(row.bucket, row.count));
	}
	return byRow;
}

/** jsonb gives keys in one order always. */
function keyOf({ start, labels }: { start: string; labels: Record<string, string> }): string {
	return `${start} ${JSON.stringify(labels)}`;
}
