/**
 * Benjamini and Hochberg's (1995) adjusted p values, in the order given: of what is called real below q, the share q
 * at most is expected to be none.
 */
export function adjusted(ps: readonly number[]): number[] {
	const order = ps.map((_, index) => index).sort((a, b) => ps[b] - ps[a]);
	const result = new Array<number>(ps.length);
	let least = 1;
	order.forEach((index, place) => {
		least = Math.min(least, (ps[index] * ps.length) / (ps.length - place));
		result[index] = least;
	});
	return result;
}
