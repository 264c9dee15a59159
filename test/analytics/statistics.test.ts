import * as fc from 'fast-check';
import { inflationOf } from '../../monitoring/analytics/long-run-variance';
import { shiftBetween } from '../../monitoring/analytics/effect';
import { adjusted } from '../../monitoring/analytics/false-discovery';
import { fisherExact } from '../../monitoring/analytics/fisher';
import { quantileOfSorted, sorted } from '../../monitoring/analytics/quantiles';
import { bestSplit, ranksOf, scanProbability } from '../../monitoring/analytics/rank-scan';
import { seeded } from '../support/noise';

const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 60 });

describe('statistics', () => {
	it('quantiles lie as R and Postgres have them', () => {
		const values = sorted([15, 20, 35, 40, 50]);
		expect([0, 0.25, 0.4, 0.5, 0.95, 1].map((share) => quantileOfSorted(values, share))).toEqual([15, 20, 29, 35, 48, 50]);
		expect(quantileOfSorted(sorted([7]), 0.99)).toBe(7);
	});

	it('ranks share their places where values are alike, and add up to the same in any case', () => {
		expect([...ranksOf([30, 10, 30, 20])]).toEqual([3.5, 1, 3.5, 2]);
		fc.assert(
			fc.property(numbers, (values) => {
				const sum = ranksOf(values).reduce((total, each) => total + each, 0);
				expect(sum).toBeCloseTo((values.length * (values.length + 1)) / 2);
			}),
		);
	});

	it("Fisher's test gives the textbook's figures", () => {
		expect(fisherExact([3, 4], [1, 4])).toBeCloseTo(0.4857, 4);
		expect(fisherExact([1, 10], [11, 14])).toBeCloseTo(0.002759, 6);
		expect(fisherExact([0, 10], [0, 10])).toBe(1);
	});

	it('the adjusted p values are those of R', () => {
		const ps = [0.01, 0.04, 0.03, 0.005, 0.55];
		[0.025, 0.05, 0.05, 0.025, 0.55].forEach((value, index) => expect(adjusted(ps)[index]).toBeCloseTo(value));
		expect(adjusted([])).toEqual([]);
	});

	it('a split is found where one is, with a rank sum that is standardised over its ties', () => {
		const split = bestSplit(ranksOf([...Array<number>(20).fill(1), ...Array<number>(30).fill(2)]), 10);
		expect(split).toMatchObject({ index: 20, place: { from: 20, to: 20 } });
		expect(split?.z).toBeCloseTo(-Math.sqrt(49));
		expect(bestSplit(ranksOf(Array<number>(50).fill(1)), 10)).toBeNull();
		expect(bestSplit(ranksOf([1, 2, 3]), 10)).toBeNull();
	});

	it('the probability of the best split falls with its size, and is that of no split where there is none', () => {
		expect(scanProbability(0, 100, 10)).toBe(1);
		expect(scanProbability(3, 100, 10)).toBeCloseTo(0.0578, 4);
		fc.assert(
			fc.property(fc.double({ min: 1.5, max: 8, noNaN: true }), (z) => {
				expect(scanProbability(z + 0.1, 200, 10)).toBeLessThan(scanProbability(-z, 200, 10));
			}),
		);
	});

	it('the shift is the factor that it was, also where a few values are wild', () => {
		const before = Array.from({ length: 80 }, (_, index) => (index * 37) % 80);
		const after = before.map((each, index) => (index % 20 === 0 ? 1e6 : each + 10));
		const { estimate, low, high } = shiftBetween(before, after, 1);
		expect(estimate).toBeGreaterThan(8);
		expect(estimate).toBeLessThan(15);
		expect(low).toBeLessThan(10);
		expect(high).toBeGreaterThan(10);
		const wider = shiftBetween(before, after, 4);
		expect(wider.high - wider.low).toBeGreaterThan(1.5 * (high - low));
	});

	it('values that are alike to their neighbours count for less', () => {
		const random = seeded(3);
		const times = Array.from({ length: 400 }, (_, index) => index * 3_600_000);
		const alone = Float64Array.from(times, () => random() - 0.5);
		let level = 0;
		const alike = Float64Array.from(times, () => (level = 0.8 * level + random() - 0.5));
		expect(inflationOf(alone, times)).toBeLessThan(3);
		expect(inflationOf(alike, times)).toBeGreaterThan(5);
	});
});
