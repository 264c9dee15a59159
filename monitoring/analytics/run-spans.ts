import type { NodeRunRow } from '../store/read/list-node-runs';

/** What of a node run's row says when it ran, and within which other run. */
export type TimedRun = Pick<NodeRunRow, 'id' | 'step_number' | 'timestamp' | 'duration' | 'metadata'>;

/** A sub-workflow execution, by its times in ISO 8601. */
export interface TimedChild {
	started_at: string;
	finished_at: string | null;
}

/** A run in its place; ms since the epoch. */
export interface RunSpan<Run extends TimedRun> {
	row: Run;
	start: number;
	end: number;
	parent: RunSpan<Run> | null;
	depth: number;
	/** What ran below it, sub-workflow executions included, */
	below: Array<[start: number, end: number]>;
	/** and these alone. */
	called: Array<[start: number, end: number]>;
}

/**
 * The runs of one execution by their ids. A run lies below the run that its row names (`metadata.parent_step`), else
 * below the one that it lies within in time.
 */
export function nestedRuns<Run extends TimedRun>(runs: Run[]): Map<string, RunSpan<Run>> {
	const spans = new Map<string, RunSpan<Run>>();
	const bySteps = new Map<number, RunSpan<Run>>();
	let open: Array<RunSpan<Run>> = [];
	for (const row of runs.sort((a, b) => a.step_number - b.step_number || (a.id < b.id ? -1 : 1))) {
		const start = startOf(row);
		const end = start + (row.duration ?? 0);
		open = open.filter((each) => each.end > start);
		const told = toldParent(row);
		// What follows a run begins when that has ended at the earliest, so that only a later end proves nesting.
		const within = open.findLast((each) => each.start <= start && end < each.end) ?? null;
		const parent = told === null ? within : (bySteps.get(told) ?? null);
		const depth = parent !== null ? parent.depth + 1 : told !== null ? 1 : 0;
		const span: RunSpan<Run> = { row, start, end, parent, depth, below: [], called: [] };
		parent?.below.push([start, end]);
		open.push(span);
		spans.set(row.id, span);
		bySteps.set(row.step_number, span);
	}
	return spans;
}

/** The innermost run during which the child began; it takes the child's time from its own. */
export function holderOf<Run extends TimedRun>(
	child: TimedChild,
	spans: ReadonlyArray<RunSpan<Run>>,
): RunSpan<Run> | null {
	const start = Date.parse(child.started_at);
	const holder = spans.findLast((each) => each.start <= start && start <= each.end && each.end > each.start) ?? null;
	if (holder !== null && child.finished_at !== null) {
		const span: [number, number] = [start, Date.parse(child.finished_at)];
		holder.below.push(span);
		holder.called.push(span);
	}
	return holder;
}

/** ms of a run without what ran below it. */
export function ownDuration<Run extends TimedRun>({ start, end, below }: RunSpan<Run>): number {
	return end - start - covered(below, start, end);
}

/** ms of a run that its sub-workflows took. */
export function calledDuration<Run extends TimedRun>({ start, end, called }: RunSpan<Run>): number {
	return covered(called, start, end);
}

/** When a run or a wait began, ms since the epoch. */
export function startOf({ timestamp, duration }: Pick<TimedRun, 'timestamp' | 'duration'>): number {
	return Date.parse(timestamp) - (duration ?? 0);
}

export function toldParent({ metadata, step_number }: Pick<TimedRun, 'metadata' | 'step_number'>): number | null {
	const step = metadata.parent_step;
	return typeof step === 'number' && step < step_number ? step : null;
}

/** ms of a span that others cover, however these overlap. */
function covered(others: ReadonlyArray<[number, number]>, start: number, end: number): number {
	if (others.length === 0) return 0;
	let sum = 0;
	let until = start;
	for (const [from, to] of [...others].sort(([a], [b]) => a - b)) {
		const begin = Math.max(from, until);
		const stop = Math.min(to, end);
		if (stop <= begin) continue;
		sum += stop - begin;
		until = stop;
	}
	return sum;
}
