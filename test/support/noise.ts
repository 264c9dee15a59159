import type { TrendRun } from '../../monitoring/analytics/trend-series';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Numbers from 0 to 1 that are the same at every run: mulberry32. */
export function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

type Random = () => number;
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** Logarithms of durations around 1 s at each time, of workflows in which nothing changes. */
export const NOISE: Record<string, (random: Random, times: number[]) => number[]> = {
	lognormal: (random, times) => times.map(() => 0.3 * normal(random)),
	'wide lognormal': (random, times) => times.map(() => 0.5 * normal(random)),
	'heavy tails': (random, times) => times.map(() => (random() < 0.1 ? -Math.log(1 - random()) : 0) + 0.2 * normal(random)),
	bimodal: (random, times) => times.map(() => (random() < 0.6 ? 0 : 2) + 0.15 * normal(random)),
	'daily wave': (random, times) => times.map((at) => 0.4 * Math.sin((2 * Math.PI * at) / DAY) + 0.3 * normal(random)),
	'office hours': (random, times) =>
		times.map((at) => (at % DAY >= 8 * HOUR && at % DAY < 18 * HOUR ? 0.5 : 0) + 0.3 * normal(random)),
	weekends: (random, times) => times.map((at) => ([0, 6].includes(new Date(at).getUTCDay()) ? -0.4 : 0) + 0.3 * normal(random)),
	'alike neighbours': (random, times) => {
		let level = normal(random);
		return times.map(() => 0.3 * (level = 0.3 * level + Math.sqrt(1 - 0.09) * normal(random)));
	},
};

/** Runs at random times of so many days. @param log of each duration in s */
export function runsOf(random: Random, n: number, days: number, log: (random: Random, times: number[]) => number[]): TrendRun[] {
	const first = Date.UTC(2026, 2, 3, 7);
	const times = Array.from({ length: n }, () => Math.round(first + random() * days * DAY)).sort((a, b) => a - b);
	return log(random, times).map((value, index) => ({
		at: times[index],
		executionId: String(index),
		value: Math.round(1_000 * Math.exp(value)),
		items: 1,
		version: null,
	}));
}
