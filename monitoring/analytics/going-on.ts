import type { Course, NodeCourse } from './course';
import { meanOf } from './dependence';
import type { RunningNow } from './remaining-time';
import type { RunHistory, ToldRun } from './run-history';

/** How an execution may go on, by what an earlier run did from there. ms */
export interface Sample {
	/** What the step under way takes in all, and what has been spent in it. */
	step: { has: number; spent: number };
	/** All that comes after it. */
	rest: number;
	weight: number;
}

/** So many of the times that a node took in one run stand for all of them. */
const TIMES_MOST = 8;

interface Here extends RunningNow {
	course: Course;
}

/**
 * What is left when it goes on as `run` did after the place that `now` has reached: every node that `run` came by later,
 * as often as it did, or as often as the number of items here has it. None where that run made fewer rounds than
 * have begun here.
 */
export function goOn(history: RunHistory, run: ToldRun, now: Here): Sample[] {
	const { course } = now;
	const last = course.order[course.order.length - 1];
	const place = last === undefined ? -1 : (run.course.nodes.get(last)?.first ?? -1);
	const node = now.node ?? run.course.order[place + 1] ?? null;
	const current = node === null ? undefined : run.course.nodes.get(node);
	let rest = Math.max(0, run.active - run.course.active);
	let variance = 0;
	for (const [name, past] of run.course.nodes) {
		if (past.last <= place && name !== node) continue;
		const left = roundsLeft(history, run, now, name, past) - (name === node ? 1 : 0);
		if (left <= 0) continue;
		rest += left * timeOf(history, run, now, name, past);
		variance += left * history.varianceWithin(name);
	}
	const rests = spread(rest, variance);
	if (node === null || current === undefined) return rests.map((each) => ({ step: { has: 0, spent: now.since }, ...each }));
	const begun = (course.nodes.get(node)?.times.length ?? 0) + 1;
	if (current.times.length < begun && history.rounds(node, course) === null) return [];
	const factor = timeOf(history, run, now, node, current) / (meanOf(current.times) || 1);
	const times = someOf(current.times);
	return times.flatMap((time) =>
		rests.map((each) => ({
			step: { has: time * factor, spent: now.since },
			rest: each.rest,
			weight: each.weight / times.length,
		})),
	);
}

/** Rounds to come differ as those of one run do: three points with the same mean and variance as the normal law. */
function spread(rest: number, variance: number): Array<Pick<Sample, 'rest' | 'weight'>> {
	if (variance === 0) return [{ rest, weight: 1 }];
	const far = Math.sqrt(3 * variance);
	return [
		{ rest: Math.max(0, rest - far), weight: 1 / 6 },
		{ rest, weight: 2 / 3 },
		{ rest: rest + far, weight: 1 / 6 },
	];
}

/** How often a node is still to run, the run that is under way included. */
function roundsLeft(history: RunHistory, run: ToldRun, { course }: Here, name: string, past: NodeCourse): number {
	const done = course.nodes.get(name)?.times.length ?? 0;
	if (!history.loops(name)) return Math.max(0, past.times.length - done);
	const rounds = history.rounds(name, course);
	if (rounds !== null) return Math.max(0, rounds - done);
	const lead = leadOf(history, run, course, past);
	return lead === null ? Math.max(0, past.times.length - done) : past.times.length * lead;
}

/** The share of rounds that are left of the loop around a node, where their number is known; else null. */
function leadOf(history: RunHistory, run: ToldRun, course: Course, past: NodeCourse): number | null {
	for (const [name, other] of run.course.nodes) {
		if (other === past || !history.loops(name) || other.first > past.first || other.last < past.last) continue;
		const rounds = history.rounds(name, course);
		if (rounds !== null) return Math.max(0, rounds - (course.nodes.get(name)?.times.length ?? 0)) / other.times.length;
	}
	return null;
}

/** ms of one run of a node: as in `run`, drawn to what it has taken in the running execution so far. */
function timeOf(history: RunHistory, run: ToldRun, { course }: Here, name: string, past: NodeCourse): number {
	const then = meanOf(past.times) * history.stretch(name, course, run.course);
	const own = course.nodes.get(name)?.times ?? [];
	if (own.length === 0) return then;
	const weight = history.weight(name);
	return (meanOf(own) * own.length + then * weight) / (own.length + weight);
}

function someOf(times: readonly number[]): readonly number[] {
	if (times.length <= TIMES_MOST) return times;
	return Array.from({ length: TIMES_MOST }, (_, index) => times[Math.floor((index * times.length) / TIMES_MOST)]);
}
