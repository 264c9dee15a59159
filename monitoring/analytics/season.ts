import { medianOf, shiftBetween } from './effect';

const DAY = 86_400_000;
/** A day has twelve parts. */
const PART = DAY / 12;
const DAYS_FEWEST = 3;
const RUNS_FEWEST = 5;
const COMPARED_MOST = 40;
const PARTS_OF_WEEK = 4;
const WEEKEND = 1;

/**
 * Takes out what the hours of a day usually add: the median, over the days, of what lies above the day's own
 * median. A step from one day to the next stays. Series of fewer than three days have no usual day.
 */
export function withoutDailySeason(values: readonly number[], times: readonly number[]): number[] {
	if (!knowsDays(times)) return [...values];
	const days = groups(times, dayOf);
	const above = new Float64Array(values.length);
	for (const day of days.values()) {
		const median = medianOf(day.map((index) => values[index]));
		for (const index of day) above[index] = values[index] - median;
	}
	const result = [...values];
	for (const part of groups(times, (time) => Math.floor((time % DAY) / PART)).values()) {
		if (part.length < RUNS_FEWEST) continue;
		const usual = medianOf(part.map((index) => above[index]));
		for (const index of part) result[index] -= usual;
	}
	return result;
}

/**
 * Takes out what weekends usually add: the median, over the weekends, of how far a Saturday and Sunday lie above the two
 * days before and above the two days after, of both what is less, and nothing where one is above and one below: a step
 * stays. Of a weekend at an end of the series only one side is known.
 */
export function withoutWeekends(values: readonly number[], times: readonly number[]): number[] {
	const parts = groups(times, partOfWeek);
	const above = (part: number, beside: number): number[] => {
		const [own, other] = [parts.get(part) ?? [], parts.get(beside) ?? []];
		if (Math.min(own.length, other.length) < RUNS_FEWEST) return [];
		const valuesOf = (indices: readonly number[]) => indices.map((index) => values[index]);
		return [shiftBetween(valuesOf(other), valuesOf(own), 1, COMPARED_MOST).estimate];
	};
	const weekends = [...parts.keys()].filter((part) => part % PARTS_OF_WEEK === WEEKEND);
	const usual = weekends.flatMap((part) => lesser([...above(part, part - 1), ...above(part, part + 1)]));
	if (usual.length === 0) return [...values];
	const added = medianOf(usual);
	return values.map((value, index) => (partOfWeek(times[index]) % PARTS_OF_WEEK === WEEKEND ? value - added : value));
}

function lesser(shifts: readonly number[]): number[] {
	if (shifts.length < 2) return [...shifts];
	const [least, most] = [Math.min(...shifts), Math.max(...shifts)];
	return [least > 0 ? least : most < 0 ? most : 0];
}

/** Numbers Thursday and Friday, Saturday and Sunday, Monday and Tuesday, and Wednesday, week after week. */
function partOfWeek(time: number): number {
	// The first day of all was a Thursday.
	const day = dayOf(time);
	return Math.floor(day / 7) * PARTS_OF_WEEK + Math.floor((day % 7) / 2);
}

/** Whether times, in order, lie on enough days for what is usual on one. */
export function knowsDays(times: readonly number[]): boolean {
	return times[times.length - 1] - times[0] >= (DAYS_FEWEST - 1) * DAY && new Set(times.map(dayOf)).size >= DAYS_FEWEST;
}

/** UTC days since the epoch. */
export function dayOf(time: number): number {
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
