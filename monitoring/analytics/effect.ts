import { quantileOfSorted, sorted } from './quantiles';

/** By how much values lie higher than others, with its 95 % interval. */
export interface Shift {
	estimate: number;
	low: number;
	high: number;
}

const SIDE_MOST = 80;
const Z_95 = 1.959964;

/**
 * Hodges and Lehmann's estimate: the median of all differences between a later and an earlier value. The interval is
 * that of the rank-sum test turned around (Lehmann 1963), widened by the inflation.
 *
 * @param most so many values of a side are compared, evenly chosen
 */
export function shiftBetween(
	before: readonly number[],
	after: readonly number[],
	inflation: number,
	most = SIDE_MOST,
): Shift {
	const [earlier, later] = [thinned(before, most), thinned(after, most)];
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

function thinned(values: readonly number[], most: number): readonly number[] {
	if (values.length <= most) return values;
	return Array.from({ length: most }, (_, index) => values[Math.floor((index * values.length) / most)]);
}
