import fc from 'fast-check';
import { niceStep, unitOf, valueOf, type Recorded } from '../../monitoring/analytics/metric-series';

const BOUNDS = [1, 2, 5, 10];

function recorded(values: readonly number[]): Recorded {
	const buckets = new Map<number, number>();
	for (const value of values) {
		const found = BOUNDS.findIndex((bound) => value <= bound);
		const bucket = found === -1 ? BOUNDS.length : found;
		buckets.set(bucket, (buckets.get(bucket) ?? 0) + 1);
	}
	return { count: values.length, sum: values.reduce((sum, value) => sum + value, 0), min: Math.min(...values), max: Math.max(...values), last: values[values.length - 1], buckets };
}

describe('the value of a step', () => {
	it.each([
		['sum', 12], ['count', 3], ['avg', 4], ['min', 1], ['max', 8], ['last', 8], ['rate', 3 / 60],
	] as const)('%s', (aggregation, expected) => {
		expect(valueOf(recorded([1, 3, 8]), aggregation, 60, BOUNDS)).toBe(expected);
	});

	it('is what a counter added each second', () => {
		expect(valueOf(recorded([30, 90]), 'rate', 60, null)).toBe(2);
	});

	it('lies, as a percentile, in the bucket of the exact one and within what was recorded', () => {
		const bucketOf = (value: number) => BOUNDS.findIndex((bound) => value <= bound);
		fc.assert(
			fc.property(fc.array(fc.double({ min: -5, max: 50, noNaN: true }), { minLength: 1, maxLength: 200 }), fc.constantFrom(['p50', 0.5] as const, ['p95', 0.95] as const, ['p99', 0.99] as const), (values, [aggregation, share]) => {
				const value = valueOf(recorded(values), aggregation, 60, BOUNDS);
				const sorted = [...values].sort((a, b) => a - b);
				const exact = sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)];
				expect(value).toBeGreaterThanOrEqual(sorted[0]);
				expect(value).toBeLessThanOrEqual(sorted[sorted.length - 1]);
				const lower = BOUNDS[(bucketOf(exact) === -1 ? BOUNDS.length : bucketOf(exact)) - 1] ?? -Infinity;
				expect(value).toBeGreaterThanOrEqual(lower);
				expect(value).toBeLessThanOrEqual(BOUNDS[bucketOf(exact)] ?? Infinity);
			}),
		);
	});

	it('is interpolated within its bucket', () => {
		expect(valueOf(recorded([2.5, 3, 4, 5]), 'p50', 60, BOUNDS)).toBe(3.75);
	});

	it.each([
		['orders', 'rate', false, 'orders/s'], [null, 'rate', false, '1/s'], ['s', 'rate', true, '1/s'], ['s', 'p95', true, 's'], ['s', 'count', true, null],
	] as const)('of %s as %s has a unit', (unit, aggregation, isHistogram, expected) => {
		expect(unitOf(unit, aggregation, isHistogram)).toBe(expected);
	});

	it.each([[60, 60], [86_400, 900], [30 * 86_400, 21_600], [900 * 86_400, 86_400]])('for %d s stands for %d s', (range, step) => {
		expect(niceStep(range)).toBe(step);
	});
});
