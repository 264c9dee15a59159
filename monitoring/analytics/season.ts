import { quantileOfSorted, sorted } from './quantiles';

const DAY = 86_400_000;
/** A day has twelve parts. */
const PART = DAY / 12;
const DAYS_FEWEST = 3;
const RUNS_FEWEST = 5;

/**
 * Takes out what the hours of a day usually add: the median, over the days, of what lies above the day's own
 * median. A step from one day to the next stays. Series of fewer than three days have no usual day.
 */
export function withoutDailySeason(values: readonly number[], times: readonly number[]): number[] {
	if (!knowsDays(times)) return [...values];
	const days = groups(times, dayOf);
	const above = new Float64Array(values.length);
	for (const day of days.values()) {
		const median = quantileOfSorted(sorted(day.map((index) => values[index])), 0.5);
		for (const index of day) above[index] = values[index] - median;
	}
	const result = [...values];
	for (const part of groups(times, (time) => Math.floor((time % DAY) / PART)).values()) {
		if (part.length < RUNS_FEWEST) continue;
		const usual = quantileOfSorted(sorted(part.map((index) => above[index])), 0.5);
		for (const index of part) result[index] -= usual;
	}
	return result;
}

/** Whether times, in order, lie on enough days for what is usual on one. */
export function knowsDays(times: readonly number[]): boolean {
	return times[times.length - 1] - times[0] >= (DAYS_FEWEST - 1) * DAY && new Set(times.map(dayOf)).size >= DAYS_FEWEST;
}

function dayOf(time: number): number {
	return Math.floor(time / DAY);
}

function groups(times: readonly number[], keyOf: (time: number) => number): Map<number, number[]> {
	const found = new Map<number, number[]>();
	times.forEach((time, index) => {
		const key = keyOf(time);
		const group = found.get(key);
		if (group === undefined) found.set(key, [index]);
		else group.push(index);
	});
	return found;
}
