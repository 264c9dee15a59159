/** Linear between neighbours (Hyndman and Fan, type 7); null of nothing. */
export function quantile(values: readonly number[], share: number): number | null {
	if (values.length === 0) return null;
	const sorted = [...values].sort((a, b) => a - b);
	const place = (sorted.length - 1) * share;
	const below = Math.floor(place);
	const above = Math.min(below + 1, sorted.length - 1);
	return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}

export interface Weighed {
	value: number;
	weight: number;
}

/** The value at which a share of the whole weight is reached, between neighbours in the middle of theirs; null of nothing. */
export function weightedQuantile(samples: readonly Weighed[], share: number): number | null {
	const sorted = samples.filter(({ weight }) => weight > 0).sort((a, b) => a.value - b.value);
	if (sorted.length === 0) return null;
	const wanted = share * sorted.reduce((sum, { weight }) => sum + weight, 0);
	let before = 0;
	let last: { at: number; value: number } | null = null;
	for (const { value, weight } of sorted) {
		const at = before + weight / 2;
		if (wanted <= at) {
			if (last === null) return value;
			return last.value + ((value - last.value) * (wanted - last.at)) / (at - last.at);
		}
		last = { at, value };
		before += weight;
	}
	return sorted[sorted.length - 1].value;
}
