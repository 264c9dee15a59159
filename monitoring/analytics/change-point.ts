import { inflationOf } from './long-run-variance';
import { bestSplit, ranksOf, scanProbability } from './rank-scan';

/** Values in order of time; times are ms since the epoch. */
export interface Series {
	times: readonly number[];
	values: readonly number[];
}

/** From one value up to, and without, another one. */
export interface Range {
	from: number;
	to: number;
}

export interface Change {
	/** The first value after it. */
	index: number;
	/** Changes from here to there, both included, cannot be told from it with 95 % confidence. */
	place: Range;
	/** The part of the series that shows it. */
	within: Range;
	/** How likely a change as clear as this is where there is none. */
	p: number;
	/** See `inflationOf`. */
	inflation: number;
}

/** A change wants so many values on both sides. */
export const FEWEST = 10;

/**
 * The whole, its halves and its quarters, each also from the middle of one to that of the next (Kovács and others
 * 2023, seeded intervals). The whole takes half of what may go wrong, halves and quarters share the rest.
 */
const PARTS: ReadonlyArray<Range & { weight: number }> = [1, 2, 4].flatMap((count) => {
	const places = 2 * count - 1;
	const weight = count === 1 ? 2 : 4 * places;
	return Array.from({ length: places }, (_, at) => ({ from: at / count / 2, to: (at / 2 + 1) / count, weight }));
});
/** Of a part with fewer values nothing could be told. */
const PART_FEWEST = 4 * FEWEST;

const DEEPEST = 3;

/** The clearest change of level in a series, however small; null where there is none to look for. */
export function clearestChange({ times, values }: Series): Change | null {
	let clearest: Change | null = null;
	for (const { from, to, weight } of PARTS) {
		const within = { from: Math.round(from * values.length), to: Math.round(to * values.length) };
		if (weight > 2 && within.to - within.from < PART_FEWEST) break;
		const change = changeWithin(times.slice(within.from, within.to), values.slice(within.from, within.to));
		if (change === null) continue;
		const p = Math.min(1, change.p * weight);
		if (clearest === null || p < clearest.p) clearest = { ...shifted(change, within.from), within, p };
	}
	return clearest;
}

function changeWithin(times: readonly number[], values: readonly number[]): Change | null {
	const split = bestSplit(ranksOf(values), FEWEST);
	if (split === null) return null;
	const inflation = inflationOf(split.residuals, times);
	const p = scanProbability(split.z / Math.sqrt(inflation), values.length, FEWEST);
	return { index: split.index, place: split.place, within: { from: 0, to: values.length }, p, inflation };
}

/**
 * All changes in order of time: what lies on both sides of one is looked into again (binary segmentation).
 *
 * @param first the clearest change of the whole series
 * @param real whether a change of a part of the series is one, by its p and by what it changed
 */
export function allChanges(series: Series, first: Change, real: (part: Series, change: Change) => boolean): Change[] {
	const found: Change[] = [first];
	const look = ({ from, to }: Range, depth: number) => {
		const part = { times: series.times.slice(from, to), values: series.values.slice(from, to) };
		const change = clearestChange(part);
		if (change === null || !real(part, change)) return;
		found.push(shifted(change, from));
		split({ from, to }, from + change.index, depth);
	};
	const split = ({ from, to }: Range, at: number, depth: number) => {
		if (depth === DEEPEST) return;
		look({ from, to: at }, depth + 1);
		look({ from: at, to }, depth + 1);
	};
	split({ from: 0, to: series.values.length }, first.index, 1);
	return found.sort((a, b) => a.index - b.index);
}

function shifted({ index, place, within, ...rest }: Change, by: number): Change {
	const moved = ({ from, to }: Range) => ({ from: from + by, to: to + by });
	return { ...rest, index: index + by, place: moved(place), within: moved(within) };
}
