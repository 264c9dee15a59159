import { allChanges, clearestChange, FEWEST, type Change, type Series } from './change-point';
import { medianOf, shiftBetween, type Shift } from './effect';
import { adjusted } from './false-discovery';
import { fisherExact } from './fisher';
import { knowsDays, withoutDailySeason, withoutWeekends } from './season';
import type { TrendMetric, TrendSeries, TrendSubject } from './trend-series';
import { versionOfChange, type VersionOfChange } from './version-of-change';

export type TrendDirection = 'slower' | 'faster' | 'fails_more' | 'fails_less';

/** The latest change of a workflow or of a node of it. */
export interface TrendRow extends TrendSubject, VersionOfChange {
	metric: TrendMetric;
	direction: TrendDirection;
	/** The median in ms, or the percentage that failed, from the change before (or the first run) up to this one. */
	before: number;
	/** The same since then. */
	after: number;
	/** How many times as long it takes, with the 95 % interval; null for failures. */
	ratio: number | null;
	ratio_low: number | null;
	ratio_high: number | null;
	/** The first execution that was read after it; ISO 8601. */
	since: string;
	since_execution_id: string;
	/** Between these it has happened, with 95 % confidence. */
	since_earliest: string;
	since_latest: string;
	/** Median of the items that went in. */
	items_before: number | null;
	items_after: number | null;
	/** How likely a change as clear as this is by chance, alone and among all that were looked into. */
	p_value: number;
	q_value: number;
	n_before: number;
	n_after: number;
	earlier_changes: Array<{ since: string; before: number; after: number }>;
	/** The runs reach over too few days for telling a change from the usual course of a day. */
	may_be_time_of_day: boolean;
}

/** A series of fewer runs cannot be looked into. */
export const RUNS_FEWEST = 2 * FEWEST;

/** Of what is told so large a share, at most, is expected to be chance. */
const FALSE_DISCOVERIES = 0.05;
/** A change before or after another one of the same series. */
const P_FURTHER = 0.01;
/** Less than this nobody wants to hear of. */
const RATIO_LEAST = 1.1;
const MS_LEAST = 5;

/** A series and its clearest change, real or not. */
export interface Examined {
	series: TrendSeries;
	levels: Series;
	change: Change;
}

export interface Changed extends Examined {
	/** Its p among those of all series. */
	q: number;
}

/** Of a series with enough runs; null where nothing varies. */
export function examine(series: TrendSeries): Examined | null {
	const levels = levelsOf(series);
	const change = clearestChange(levels);
	return change === null ? null : { series, levels, change: { ...change, p: pOf(series.metric, levels, change) } };
}

/** Those whose clearest change is one. The p values of all series are adjusted together. */
export function changed(examined: readonly Examined[]): Changed[] {
	const qs = adjusted(examined.map(({ change }) => change.p));
	return examined
		.map((each, index) => ({ ...each, q: qs[index] }))
		.filter(({ q, series, levels, change }) => q < FALSE_DISCOVERIES && isReal(series.metric, levels, change));
}

/** The worse before the better, and the clearer first. */
export function byConcern(a: TrendRow, b: TrendRow): number {
	return Number(isWorse(b)) - Number(isWorse(a)) || a.p_value - b.p_value;
}

function logOf(ms: number): number {
	return Math.log(Math.max(1, ms));
}

/** Durations on a log scale, so that a change is a factor, and without what hours and weekends add. */
function levelsOf({ metric, runs }: TrendSeries): Series {
	const times = runs.map(({ at }) => at);
	const values = runs.map(({ value }) => value);
	if (metric === 'failure_rate') return { times, values };
	const levels = withoutDailySeason(values.map(logOf), times);
	return { times, values: withoutWeekends(levels, times) };
}

/** Failures are few, and the scan's approximation is none then: Fisher's test at the split, times all splits. */
function pOf(metric: TrendMetric, { values }: Series, { index, within, p }: Change): number {
	if (metric === 'duration') return p;
	const count = (part: readonly number[]) => [part.reduce((sum, each) => sum + each, 0), part.length] as const;
	const exact = fisherExact(count(values.slice(within.from, index)), count(values.slice(index, within.to)));
	return Math.max(p, Math.min(1, exact * values.length));
}

/**
 * What there is to tell of a series' latest change.
 *
 * @param since ms since the epoch; null where the change lies before
 */
export function trendRow({ series, levels, change, q }: Changed, since: number): TrendRow | null {
	const { metric, runs, subject } = series;
	const found = allChanges(levels, change, (part, each) =>
		pOf(metric, part, each) < P_FURTHER && isReal(metric, part, each));
	const plain = { times: levels.times, values: runs.map(({ value }) => logOf(value)) };
	const changes = lasting(metric, levels, plain, found);
	const latest = changes[changes.length - 1];
	if (latest === undefined || runs[latest.index].at < since) return null;
	const bounds = [0, ...changes.map(({ index }) => index), runs.length];
	const medians = bounds.slice(1).map((to, at) => levelOf(metric, runs.slice(bounds[at], to).map(({ value }) => value)));
	const { from } = latest.within;
	const [before, after] = medians.slice(-2);
	const ratio = metric === 'duration' ? ratioOf(plain, latest) : null;
	const time = (index: number) => new Date(runs[index].at).toISOString();
	return {
		...subject,
		metric,
		direction: directionOf(metric, ratio?.estimate ?? after - before + 1),
		before,
		after,
		ratio: ratio === null ? null : rounded(ratio.estimate),
		ratio_low: ratio === null ? null : rounded(ratio.low),
		ratio_high: ratio === null ? null : rounded(ratio.high),
		since: time(latest.index),
		since_execution_id: runs[latest.index].executionId,
		since_earliest: time(latest.place.from),
		since_latest: time(latest.place.to),
		...versionOfChange(runs, latest),
		items_before: itemsOf(series, from, latest.index),
		items_after: itemsOf(series, latest.index, runs.length),
		p_value: Number(latest.p.toPrecision(2)),
		q_value: Number(q.toPrecision(2)),
		n_before: latest.index - from,
		n_after: runs.length - latest.index,
		earlier_changes: changes.slice(0, -1).map(({ index }, at) => ({
			since: time(index),
			before: medians[at],
			after: medians[at + 1],
		})),
		may_be_time_of_day: !knowsDays(levels.times),
	};
}

/** Changes that matter between the one before and the one after, each within these, and that the plain runs show, too. */
function lasting(metric: TrendMetric, levels: Series, plain: Series, changes: readonly Change[]): Change[] {
	const placed = changes.map((each, at) => ({
		...each,
		within: { from: changes[at - 1]?.index ?? 0, to: changes[at + 1]?.index ?? levels.values.length },
	}));
	if (metric === 'failure_rate') return placed;
	const fleeting = placed.findIndex((each) => {
		const [fitted, seen] = [levels, plain].map((series) => ratioOf(series, each));
		return !matters(levels, each, fitted) || !matters(plain, each, seen) || fitted.estimate > 1 !== seen.estimate > 1;
	});
	return fleeting === -1 ? placed : lasting(metric, levels, plain, placed.filter((__, at) => at !== fleeting));
}

/** Whether it is large enough for anybody to care. */
function matters({ values }: Series, { index, within }: Change, { estimate, low, high }: Shift): boolean {
	const before = Math.exp(medianOf(values.slice(within.from, index)));
	return (
		Math.max(estimate, 1 / estimate) >= RATIO_LEAST &&
		Math.abs(before * (estimate - 1)) >= MS_LEAST &&
		(low > 1 || high < 1)
	);
}

/** What is clear about failures matters; a duration must differ enough. */
function isReal(metric: TrendMetric, levels: Series, change: Change): boolean {
	return metric === 'failure_rate' || matters(levels, change, ratioOf(levels, change));
}

/** How many times as long it takes behind a change as before it, within its part of the series. */
function ratioOf({ values }: Series, { index, inflation, within: { from, to } }: Change): Shift {
	const { estimate, low, high } = shiftBetween(values.slice(from, index), values.slice(index, to), inflation);
	return { estimate: Math.exp(estimate), low: Math.exp(low), high: Math.exp(high) };
}

function levelOf(metric: TrendMetric, values: readonly number[]): number {
	if (metric === 'duration') return Math.round(medianOf(values));
	return rounded((100 * values.reduce((sum, each) => sum + each, 0)) / values.length);
}

function directionOf(metric: TrendMetric, ratio: number): TrendDirection {
	if (metric === 'duration') return ratio > 1 ? 'slower' : 'faster';
	return ratio > 1 ? 'fails_more' : 'fails_less';
}

function isWorse({ direction }: TrendRow): boolean {
	return direction === 'slower' || direction === 'fails_more';
}

function itemsOf({ runs }: TrendSeries, from: number, to: number): number | null {
	const items = runs.slice(from, to).flatMap(({ items }) => items ?? []);
	return items.length === 0 ? null : Math.round(medianOf(items));
}

function rounded(value: number): number {
	return Math.round(value * 100) / 100;
}
