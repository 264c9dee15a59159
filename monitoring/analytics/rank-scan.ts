/** Average ranks, from 1 on. */
export function ranksOf(values: readonly number[]): Float64Array {
	const order = Uint32Array.from(values, (_, index) => index).sort((a, b) => values[a] - values[b]);
	const ranks = new Float64Array(values.length);
	for (let from = 0; from < order.length; ) {
		let to = from + 1;
		while (to < order.length && values[order[to]] === values[order[from]]) to += 1;
		for (let index = from; index < to; index += 1) ranks[order[index]] = (from + to + 1) / 2;
		from = to;
	}
	return ranks;
}

/** Where a series splits best. */
export interface Split {
	/** The first value after it. */
	index: number;
	/** Standardised rank sum there: the greatest, in size, over all splits. */
	z: number;
	/** Splits that cannot be told from it with 95 % confidence. */
	place: { from: number; to: number };
	/** What is left of each rank without the mean of its side. */
	residuals: Float64Array;
}

/** Hansen (2000), table 1: the 95 % point of the likelihood ratio of a threshold. */
const HANSEN_95 = 7.35;

/**
 * Scans all splits with `fewest` values or more on both sides by the rank sum of Wilcoxon, Mann and Whitney; its
 * variance is that of all orders of the ranks as they are, ties included. Null where all are alike.
 */
export function bestSplit(ranks: Float64Array, fewest: number): Split | null {
	const n = ranks.length;
	const mean = (n + 1) / 2;
	const variance = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0) / n;
	if (variance === 0 || n < 2 * fewest) return null;
	const scores = new Float64Array(n);
	let sum = 0;
	let index = fewest;
	for (let k = 1; k <= n - fewest; k += 1) {
		sum += ranks[k - 1] - mean;
		if (k < fewest) continue;
		scores[k] = sum / Math.sqrt(((k * (n - k)) / (n - 1)) * variance);
		if (Math.abs(scores[k]) > Math.abs(scores[index])) index = k;
	}
	const residuals = withoutMeans(ranks, index);
	const left = residuals.reduce((total, each) => total + each ** 2, 0) / (n - 2);
	const unclear = (k: number) =>
		k >= fewest && k <= n - fewest && (scores[index] ** 2 - scores[k] ** 2) * variance <= HANSEN_95 * left;
	const place = { from: index, to: index };
	while (unclear(place.from - 1)) place.from -= 1;
	while (unclear(place.to + 1)) place.to += 1;
	return { index, z: scores[index], place, residuals };
}

function withoutMeans(values: Float64Array, index: number): Float64Array {
	const before = meanOf(values.subarray(0, index));
	const after = meanOf(values.subarray(index));
	return values.map((value, at) => value - (at < index ? before : after));
}

function meanOf(values: Float64Array): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * How likely it is that the best of all splits is as good as this or better where nothing has changed: the
 * approximation of Lausen and Schumacher (1992), equation 3, for maximally selected rank statistics.
 */
export function scanProbability(z: number, n: number, fewest: number): number {
	const b = Math.abs(z);
	if (b < 1) return 1;
	const share = fewest / n;
	const density = Math.exp((-b * b) / 2) / Math.sqrt(2 * Math.PI);
	const p = (4 * density) / b + density * (b - 1 / b) * 2 * Math.log((1 - share) / share);
	return Math.min(1, Math.max(0, p));
}
