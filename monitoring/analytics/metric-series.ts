import type { MetricType } from '../model/enums';

export const AGGREGATIONS = ['avg', 'count', 'last', 'max', 'min', 'p50', 'p95', 'p99', 'rate', 'sum'] as const;
export type Aggregation = (typeof AGGREGATIONS)[number];

/** What makes sense of a metric of a type; the first one where none is asked for. */
export const AGGREGATIONS_OF: Record<MetricType, readonly [Aggregation, ...Aggregation[]]> = {
	counter: ['sum', 'rate', 'count'],
	gauge: ['last', 'avg', 'min', 'max', 'count'],
	histogram: ['p95', 'p50', 'p99', 'avg', 'min', 'max', 'sum', 'rate', 'count'],
};

/** What was recorded in a step. */
export interface Recorded {
	count: number;
	sum: number;
	min: number;
	max: number;
	last: number;
	/** Of a histogram, how many values lie in each bucket. */
	buckets: ReadonlyMap<number, number>;
}

/**
 * One value for a step; `rate` is a second's share of the sum, of a histogram of the count.
 *
 * @param seconds how much of the step lies in what was asked for
 * @param bounds upper bounds of the buckets, ascending; null where the metric is no histogram
 */
export function valueOf(recorded: Recorded, aggregation: Aggregation, seconds: number, bounds: readonly number[] | null): number {
	const { count, sum, min, max, last } = recorded;
	switch (aggregation) {
		case 'avg':
			return sum / count;
		case 'count':
			return count;
		case 'last':
			return last;
		case 'max':
			return max;
		case 'min':
			return min;
		case 'rate':
			return (bounds === null ? sum : count) / seconds;
		case 'sum':
			return sum;
		case 'p50':
			return quantile(recorded, 0.5, bounds ?? []);
		case 'p95':
			return quantile(recorded, 0.95, bounds ?? []);
		case 'p99':
			return quantile(recorded, 0.99, bounds ?? []);
	}
}

/**
 * Interpolated within the bucket in which it lies, as Prometheus' histogram_quantile does, and, since they are known,
 * never below the least value nor above the greatest.
 */
function quantile({ count, min, max, buckets }: Recorded, share: number, bounds: readonly number[]): number {
	const rank = share * count;
	let below = 0;
	for (let bucket = 0; bucket <= bounds.length; bucket += 1) {
		const inside = buckets.get(bucket) ?? 0;
		if (inside === 0 || below + inside < rank) {
			below += inside;
			continue;
		}
		const lower = Math.max(min, bounds[bucket - 1] ?? min);
		const upper = Math.min(max, bounds[bucket] ?? max);
		return lower + (upper - lower) * ((rank - below) / inside);
	}
	return max;
}

/** The unit of the values, such as `orders/s`; null where the metric has none. */
export function unitOf(unit: string | null, aggregation: Aggregation, isHistogram: boolean): string | null {
	if (aggregation === 'count') return null;
	if (aggregation !== 'rate') return unit;
	return isHistogram ? '1/s' : `${unit ?? '1'}/s`;
}

const NICE_STEPS = [60, 300, 900, 3_600, 21_600, 86_400];
const STEPS_WANTED = 200;

/** The shortest round step (s) that gives at most some two hundred of them. */
export function niceStep(seconds: number): number {
	return NICE_STEPS.find((step) => seconds / step <= STEPS_WANTED) ?? 86_400;
}
