import { quantile } from './quantiles';

/** What something depends on: numbers of items, by how many rounds a loop takes or how long a node does. */
export interface Dependence {
	/** Mean distance of the line from what was seen; in the unit of y. */
	error: number;
	at(x: number): number;
}

const FEWEST = 8;
/** With fewer points only a line through nearly all of them is believed. */
const FEWEST_EXACT = 4;

/**
 * The line y = a + b·x through what was seen, rising; null unless its mean error is at most half of what the median
 * alone gives (with four to seven points: a twentieth). Theil's incomplete method: the median of the slopes from each
 * point of the lower half to its counterpart in the upper one, so that a few wild points do not turn it.
 */
export function dependence(points: ReadonlyArray<readonly [x: number, y: number]>): Dependence | null {
	if (points.length < FEWEST_EXACT) return null;
	const slope = quantile(slopes(points), 0.5);
	if (slope === null || slope <= 0) return null;
	const start = quantile(points.map(([x, y]) => y - slope * x), 0.5) ?? 0;
	const middle = quantile(points.map(([, y]) => y), 0.5) ?? 0;
	const error = meanOf(points.map(([x, y]) => Math.abs(y - start - slope * x)));
	const alone = meanOf(points.map(([, y]) => Math.abs(y - middle)));
	if (error > alone * (points.length < FEWEST ? 0.05 : 0.5) || alone === 0) return null;
	return { error, at: (x) => start + slope * x };
}

function slopes(points: ReadonlyArray<readonly [number, number]>): number[] {
	const sorted = [...points].sort(([a], [b]) => a - b);
	const half = Math.ceil(sorted.length / 2);
	return sorted.slice(half).flatMap(([x, y], index) => {
		const [lowX, lowY] = sorted[index];
		return x === lowX ? [] : [(y - lowY) / (x - lowX)];
	});
}

export function meanOf(values: readonly number[]): number {
	return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
