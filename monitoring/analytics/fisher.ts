/** Rounding may make equally likely tables differ by so little. */
const SLACK = 1 + 1e-7;

/**
 * Fisher's exact test, two-sided: how likely a table at most as likely as this one is, where both sides fail alike.
 * A side is how many failed, and of how many.
 */
export function fisherExact([a, n1]: readonly [number, number], [b, n2]: readonly [number, number]): number {
	const log = logFactorials(n1 + n2);
	const failed = a + b;
	const choose = (n: number, k: number) => log[n] - log[k] - log[n - k];
	const probability = (k: number) => Math.exp(choose(n1, k) + choose(n2, failed - k) - choose(n1 + n2, failed));
	const own = probability(a);
	let sum = 0;
	for (let k = Math.max(0, failed - n2); k <= Math.min(n1, failed); k += 1) {
		const each = probability(k);
		if (each <= own * SLACK) sum += each;
	}
	return Math.min(1, sum);
}

function logFactorials(n: number): Float64Array {
	const log = new Float64Array(n + 1);
	for (let k = 2; k <= n; k += 1) log[k] = log[k - 1] + Math.log(k);
	return log;
}
