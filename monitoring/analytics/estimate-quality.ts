import { courseUntil } from './course';
import { quantile } from './quantiles';
import { remainingTime } from './remaining-time';
import type { PastRun, RunHistory } from './run-history';

/** How good estimates of the remaining time have lately been. */
export interface EstimateQuality {
	/** Median of |estimate − rest| / rest over the second half of the latest executions, each foretold from the others. */
	median_error: number;
	/** Executions it was tried on, and estimates made for them. */
	executions: number;
	estimates: number;
}

const EXECUTIONS_MOST = 10;
/** Shares of an execution's time at which its rest is foretold. */
const SHARES = [0.5, 0.6, 0.7, 0.8, 0.9];
/** ms that rows are late by where an execution really runs. */
const LATE = 200;

/** The latest executions, on which estimates are tried. */
export function triedRuns(history: RunHistory): readonly PastRun[] {
	return history.runs.filter(({ active }) => active > 0).slice(0, EXECUTIONS_MOST);
}

/** How far estimates for this run, foretold from the other ones one by one, are off: a share of what was left for each. */
export function* errorsOn(history: RunHistory, run: PastRun): Generator<number> {
	for (const share of SHARES) yield* errorAt(history, run, share);
}

/** @param errors of each execution; null where none of them could have been foretold */
export function estimateQuality(errors: ReadonlyArray<readonly number[]>): EstimateQuality | null {
	const median = quantile(errors.flat(), 0.5);
	if (median === null) return null;
	return {
		median_error: Math.round(median * 1_000) / 1_000,
		executions: errors.filter(({ length }) => length > 0).length,
		estimates: errors.flat().length,
	};
}

function errorAt(history: RunHistory, run: PastRun, share: number): number[] {
	const passed = run.active * share;
	const course = run.course === null ? null : courseUntil(run.course, passed - LATE);
	const now = {
		course,
		node: run.course?.order[course?.order.length ?? 0] ?? null,
		since: passed - (course?.active ?? 0),
		active: passed,
		triggerNode: run.triggerNode,
		version: run.version,
		manual: run.manual,
	};
	const { remaining } = remainingTime(history, now, run);
	return remaining === null ? [] : [relativeError(remaining, run.active - passed)];
}

/** How far an estimate was off, by what was really left. */
export function relativeError(estimate: number, rest: number): number {
	return Math.abs(estimate - rest) / rest;
}
