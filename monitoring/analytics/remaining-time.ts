import type { Course } from './course';
import { goOn, type Sample } from './going-on';
import { weightedQuantile } from './quantiles';
import type { PastRun, RunHistory, ToldRun } from './run-history';

/** Where a running execution stands. */
export interface RunningNow {
	/** What has run; null where not all of it is known. */
	course: Course | null;
	/** The node that runs; null between two of them, and where that is not known. */
	node: string | null;
	/** ms since the last end of a node run that is known, or since the start or the resume. */
	since: number;
	/** ms since the start, without waiting */
	active: number;
	triggerNode: string | null;
	version: string | null;
	manual: boolean;
}

/** Why there is no estimate, or none with an end. */
export type EstimateReason =
	| 'too_few_runs'
	| 'no_comparable_runs'
	| 'longer_than_ever'
	| 'queued'
	| 'waiting'
	| 'ended';

export interface Remaining {
	/** ms; null where it would be a guess. */
	remaining: number | null;
	/** Within which eight of ten such runs went on, ms; `high` is null where the run is beyond all earlier ones. */
	interval: { low: number; high: number | null } | null;
	/** Earlier runs that it rests on. */
	runs: number;
	reason: EstimateReason | null;
}

/** Fewer comparable runs than this say nothing. */
const FEWEST = 3;
/** So many runs that are more alike are enough to leave the others out. */
const ENOUGH = 5;
/** ms for which something that is over may be unknown: rows are on their way. */
export const LAG = 400;

/**
 * How long an execution still takes, from how those before it went on from where it stands: the earlier runs that
 * took the same branches, each with its own times, loops with as many rounds as their number of items asks for, the
 * step that runs no shorter than it has taken already. The median of them, and the tenth and ninetieth percentile.
 *
 * @param without a run that is left out, to try the estimate on it
 */
export function remainingTime(history: RunHistory, now: RunningNow, without: PastRun | null = null): Remaining {
	const started = history.runs.filter((run) => run !== without && sameTrigger(run, now));
	const byHand = preferred(started, ({ manual }) => manual === now.manual);
	const known = preferred(byHand, ({ version }) => version !== null && version === now.version);
	if (known.length < FEWEST) return none('too_few_runs', known.length);
	const told = known.filter((run): run is ToldRun => run.course !== null);
	const { course } = now;
	if (course === null || told.length < FEWEST) return summary(byDuration(known, now), known.length);
	const comparable = comparableTo(told, course, now.node);
	if (comparable.length < FEWEST) return none('no_comparable_runs', comparable.length);
	const samples = comparable.flatMap((run) => goOn(history, run, { ...now, course }));
	return summary(samples, comparable.length);
}

function summary(samples: readonly Sample[], runs: number): Remaining {
	const possible = samples.filter(({ step }) => step.has + LAG >= step.spent).map(({ step, rest, weight }) => ({
		value: Math.max(0, step.has + rest - step.spent),
		weight,
	}));
	const remaining = weightedQuantile(possible, 0.5);
	if (remaining === null) {
		const rest = samples.map(({ rest: value, weight }) => ({ value, weight }));
		const low = Math.round(weightedQuantile(rest, 0.1) ?? 0);
		return { remaining: null, interval: { low, high: null }, runs, reason: 'longer_than_ever' };
	}
	return {
		remaining: Math.round(remaining),
		interval: {
			low: Math.round(weightedQuantile(possible, 0.1) ?? 0),
			high: Math.round(weightedQuantile(possible, 0.9) ?? 0),
		},
		runs,
		reason: null,
	};
}

function none(reason: EstimateReason, runs: number): Remaining {
	return { remaining: null, interval: null, runs, reason };
}

/** Without rows of nodes the whole is one step. */
function byDuration(runs: readonly PastRun[], { active }: RunningNow): Sample[] {
	return runs.map((run) => ({ step: { has: run.active, spent: active }, rest: 0, weight: 1 }));
}

function sameTrigger({ triggerNode }: PastRun, now: RunningNow): boolean {
	return triggerNode === null || now.triggerNode === null || triggerNode === now.triggerNode;
}

function preferred(runs: readonly PastRun[], alike: (run: PastRun) => boolean): readonly PastRun[] {
	const same = runs.filter(alike);
	return same.length >= ENOUGH ? same : runs;
}

/**
 * Runs that came by here the same way; where there are too few of them, those that came by everything that has run;
 * else those that came by here at all.
 */
function comparableTo(runs: readonly ToldRun[], { nodes, order }: Course, node: string | null): readonly ToldRun[] {
	const here = node ?? order[order.length - 1];
	if (here === undefined) return runs;
	const cameBy = runs.filter(({ course }) => course.nodes.has(here));
	const tookAll = cameBy.filter(({ course }) => [...nodes.keys()].every((each) => course.nodes.has(each)));
	const tookOnlyThem = tookAll.filter(({ course }) => {
		const place = course.nodes.get(here)?.first ?? 0;
		return [...course.nodes].every(([each, { last }]) => last >= place || nodes.has(each));
	});
	return [tookOnlyThem, tookAll].find(({ length }) => length >= FEWEST) ?? cameBy;
}
