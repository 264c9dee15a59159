/** A copy in ascending order. */
export function sorted(values: Iterable<number>): Float64Array {
	return Float64Array.from(values).sort();
}

/** Linear between neighbours (Hyndman and Fan, type 7), as Postgres' percentile_cont. @param ascending not empty */
export function quantileOfSorted(ascending: ArrayLike<number>, share: number): number {
	const place = (ascending.length - 1) * share;
	const below = Math.floor(place);
	const above = Math.min(below + 1, ascending.length - 1);
	return ascending[below] + (ascending[above] - ascending[below]) * (place - below);
}

/** The same of values in any order; null of nothing. */
export function quantile(values: readonly number[], share: number): number | null {
	return values.length === 0 ? null : quantileOfSorted(sorted(values), share);
}

export interface Weighed {
	value: number;
	weight: number;
}

/** The value at which a share of the whole weight is reached, between neighbours in the middle of theirs; null of nothing. */
export function weightedQuantile(samples: readonly Weighed[], share: number): number | null {
	const rising = samples.filter(({ weight }) => weight > 0).sort((a, b) => a.value - b.value);
	if (rising.length === 0) return null;
	const wanted = share * rising.reduce((sum, { weight }) => sum + weight, 0);
	let before = 0;
	let last: { at: number; value: number } | null = null;
	for (const { value, weight } of rising) {
		const at = before + weight / 2;
		if (wanted <= at) {
			if (last === null) return value;
			return last.value + ((value - last.value) * (wanted - last.at)) / (at - last.at);
		}
		last = { at, value };
		before += weight;
	}
	return rising[rising.length - 1].value;
}
