import { quantileOfSorted, sorted } from './quantiles';

/** By how much values lie higher than others, with its 95 % interval. */
export interface Shift {
	estimate: number;
	low: number;
	high: number;
}

/** Of longer sides so many values are compared, evenly chosen. */
const SIDE_MOST = 100;
const Z_95 = 1.959964;

/**
 * Hodges and Lehmann's estimate: the median of all differences between a later and an earlier value. The interval is
 * that of the rank-sum test turned around (Lehmann 1963), widened by the inflation.
 */
export function shiftBetween(before: readonly number[], after: readonly number[], inflation: number): Shift {
	const [earlier, later] = [thinned(before), thinned(after)];
	const differences = new Float64Array(earlier.length * later.length);
	let count = 0;
	for (const high of later) for (const low of earlier) differences[count++] = high - low;
	differences.sort();
	const spread = Math.sqrt((count * (earlier.length + later.length + 1) * inflation) / 12);
	const lowest = Math.max(0, Math.floor(count / 2 - Z_95 * spread));
	return {
		estimate: quantileOfSorted(differences, 0.5),
		low: differences[lowest],
		high: differences[count - 1 - lowest],
	};
}

export function medianOf(values: readonly number[]): number {
	return quantileOfSorted(sorted(values), 0.5);
}

function thinned(values: readonly number[]): readonly number[] {
	if (values.length <= SIDE_MOST) return values;
	return Array.from({ length: SIDE_MOST }, (_, index) => values[Math.floor((index * values.length) / SIDE_MOST)]);
}
