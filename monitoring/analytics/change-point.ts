import { inflationOf } from './long-run-variance';
import { bestSplit, ranksOf, scanProbability } from './rank-scan';

/** Values in order of time; times are ms since the epoch. */
export interface Series {
	times: readonly number[];
	values: readonly number[];
}

export interface Change {
	/** The first value after it. */
	index: number;
	/** Changes from here to there cannot be told from it with 95 % confidence. */
	place: { from: number; to: number };
	/** How likely a change as clear as this is where there is none. */
	p: number;
	/** See `inflationOf`. */
	inflation: number;
}

/** A change wants so many values on both sides. */
export const FEWEST = 10;

const DEEPEST = 3;

/** The clearest change of level of a series, however small; null where there is none to look for. */
export function clearestChange({ times, values }: Series): Change | null {
	const split = bestSplit(ranksOf(values), FEWEST);
	if (split === null) return null;
	const inflation = inflationOf(split.residuals, times);
	const p = scanProbability(split.z / Math.sqrt(inflation), values.length, FEWEST);
	return { index: split.index, place: split.place, p, inflation };
}

/**
 * All changes in order of time: what lies on both sides of one is looked into again (binary segmentation).
 *
 * @param real whether a change is one, by its p and by what it changed
 * @param first the clearest change of the whole series
 */
export function allChanges(series: Series, first: Change, real: (part: Series, change: Change) => boolean): Change[] {
	const found: Change[] = [first];
	const look = (from: number, to: number, depth: number) => {
		const part = { times: series.times.slice(from, to), values: series.values.slice(from, to) };
		const change = clearestChange(part);
		if (change === null || !real(part, change)) return;
		found.push(shifted(change, from));
		split(from, from + change.index, to, depth);
	};
	const split = (from: number, at: number, to: number, depth: number) => {
		if (depth === DEEPEST) return;
		look(from, at, depth + 1);
		look(at, to, depth + 1);
	};
	split(0, first.index, series.values.length, 1);
	return found.sort((a, b) => a.index - b.index);
}

function shifted({ index, place, ...rest }: Change, by: number): Change {
	return { ...rest, index: index + by, place: { from: place.from + by, to: place.to + by } };
}
