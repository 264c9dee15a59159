import { dayOf } from './season';

const DAYS_FEWEST = 5;
const CORRELATION_MOST = 0.95;

/**
 * By how much neighbours that are alike widen the spread of a mean, 1 where each value stands for itself. The
 * greatest of three estimates of the long-run variance over the variance: first-order autocorrelation, means of
 * batches of √n values, and means of UTC days, which also see that weekends differ.
 *
 * @param residuals in order of time, without the change that is looked into
 * @param times ms since the epoch
 */
export function inflationOf(residuals: Float64Array, times: readonly number[]): number {
	const n = residuals.length;
	const variance = residuals.reduce((sum, each) => sum + each ** 2, 0) / (n - 2);
	if (!(variance > 0)) return 1;
	const size = Math.ceil(Math.sqrt(n));
	const estimates = [byNeighbours(residuals), byBatches(residuals, (index) => Math.floor(index / size), variance)];
	const days = new Set(times.map(dayOf)).size;
	if (days >= DAYS_FEWEST) estimates.push(byBatches(residuals, (index) => dayOf(times[index]), variance));
	return Math.max(1, ...estimates);
}

/** (1 + r) / (1 - r), with Kendall's correction of r for short series. */
function byNeighbours(residuals: Float64Array): number {
	const n = residuals.length;
	let square = 0;
	let product = 0;
	for (let index = 0; index < n; index += 1) {
		square += residuals[index] ** 2;
		if (index > 0) product += residuals[index] * residuals[index - 1];
	}
	const r = product / square;
	const corrected = Math.min(CORRELATION_MOST, Math.max(0, r + (1 + 4 * r) / n));
	return (1 + corrected) / (1 - corrected);
}

function byBatches(residuals: Float64Array, batchOf: (index: number) => number, variance: number): number {
	let total = 0;
	let batches = 0;
	for (let from = 0; from < residuals.length; ) {
		let to = from;
		let sum = 0;
		while (to < residuals.length && batchOf(to) === batchOf(from)) sum += residuals[to++];
		total += sum ** 2 / (to - from);
		batches += 1;
		from = to;
	}
	return batches <= 2 ? 1 : total / (batches - 2) / variance;
}
