import { courseOf, courseUntil, type CourseRow } from '../../monitoring/analytics/course';
import { errorsOn, estimateQuality, relativeError, triedRuns } from '../../monitoring/analytics/estimate-quality';
import { meanOf } from '../../monitoring/analytics/dependence';
import { quantile } from '../../monitoring/analytics/quantiles';
import { LAG, remainingTime, type RunningNow } from '../../monitoring/analytics/remaining-time';
import { RunHistory, type ToldRun } from '../../monitoring/analytics/run-history';

type Step = [node: string, ms: number, items?: number];

/** A run of these steps; items are those that the node got and yielded. */
function past(...steps: Step[]): ToldRun {
	let at = 0;
	const rows = steps.map(([node, ms, items = 1]): CourseRow => {
		at += ms;
		return { node, at, duration: ms, itemsIn: items, itemsOut: items };
	});
	const course = courseOf(rows);
	return { triggerNode: 'Start', version: 'v1', manual: false, active: course.active, nodeRuns: steps.length, itemsOut: 1, course };
}

/** Where a run of these steps stands, `since` ms after the last of them. */
function standing(node: string | null, since: number, ...steps: Step[]): RunningNow {
	const { course, active } = past(...steps);
	return { course, node, since, active: active + since, triggerNode: 'Start', version: 'v1', manual: false };
}

/** Numbers that repeat themselves at each test, from 0 to 1. */
function numbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
		return state / 2 ** 31;
	};
}

function times<T>(count: number, make: (index: number) => T): T[] {
	return Array.from({ length: count }, (_, index) => make(index));
}

const IN_LINE = new RunHistory([
	past(['Start', 10], ['Ask', 1_000], ['Book', 3_000]),
	past(['Start', 10], ['Ask', 1_200], ['Book', 3_000]),
	past(['Start', 10], ['Ask', 1_400], ['Book', 3_000]),
]);

describe('the remaining time', () => {
	it('is what comes after the step that runs, and what that step has left', () => {
		expect(remainingTime(IN_LINE, standing('Ask', 500, ['Start', 10]))).toEqual({
			remaining: 3_700,
			interval: { low: 3_500, high: 3_900 },
			runs: 3,
			reason: null,
		});
		expect(remainingTime(IN_LINE, standing('Start', 0)).remaining).toBe(4_210);
		expect(remainingTime(IN_LINE, standing(null, 0, ['Start', 10], ['Ask', 5_000])).remaining).toBe(3_000);
	});

	it('leaves out runs whose step was over sooner than this one', () => {
		const { remaining } = remainingTime(IN_LINE, standing('Ask', 1_390 + LAG, ['Start', 10]));
		expect(remaining).toBe(3_000 - LAG + 10);
	});

	it('is open where a step takes longer than ever', () => {
		expect(remainingTime(IN_LINE, standing('Ask', 60_000, ['Start', 10]))).toEqual({
			remaining: null,
			interval: { low: 3_000, high: null },
			runs: 3,
			reason: 'longer_than_ever',
		});
	});

	it('is unknown with fewer than three runs, and where none came by here', () => {
		const few = new RunHistory(IN_LINE.runs.slice(0, 2));
		expect(remainingTime(few, standing('Ask', 0))).toEqual({
			remaining: null,
			interval: null,
			runs: 2,
			reason: 'too_few_runs',
		});
		expect(remainingTime(IN_LINE, standing('constructor', 0, ['Start', 10]))).toMatchObject({
			remaining: null,
			reason: 'no_comparable_runs',
		});
		expect(remainingTime(IN_LINE, { ...standing('Ask', 0), triggerNode: 'Another' }).reason).toBe('too_few_runs');
	});

	it('goes by the branch that was taken, also after branches have met again', () => {
		const history = new RunHistory(
			times(10, (index) =>
				index % 2 === 0
					? past(['Start', 1], ['If', 1], ['Small', 100], ['Send', 1_000])
					: past(['Start', 1], ['If', 1], ['Big', 100], ['Send', 9_000]),
			),
		);
		expect(remainingTime(history, standing('Send', 0, ['Start', 1], ['If', 1], ['Small', 100])).remaining).toBe(1_000);
		expect(remainingTime(history, standing('Send', 0, ['Start', 1], ['If', 1], ['Big', 100])).remaining).toBe(9_000);
	});

	it('tells a branch that goes straight on from one that came by more', () => {
		const history = new RunHistory(
			times(10, (index) =>
				index % 2 === 0
					? past(['Start', 1], ['Send', 1_000])
					: past(['Start', 1], ['Check', 100], ['Send', 9_000]),
			),
		);
		expect(remainingTime(history, standing('Send', 0, ['Start', 1])).remaining).toBe(1_000);
	});

	it('counts the rounds of a loop by the number of items that go into it, also one never seen', () => {
		const looping = (rounds: number) =>
			past(
				['List', 10, rounds],
				...times(rounds, (): Step[] => [['Loop', 1, rounds], ['Work', 500]]).flat(),
				['Loop', 1],
				['Done', 300],
			);
		const history = new RunHistory([2, 9, 4, 3, 7, 2, 5, 8].map(looping));
		const after = (rounds: number, done: number): RunningNow =>
			standing(
				'Work',
				100,
				['List', 10, rounds],
				...times(done, (): Step[] => [['Loop', 1, rounds], ['Work', 500]]).flat(),
				['Loop', 1, rounds],
			);
		for (const [rounds, done] of [[6, 2], [20, 15], [2, 1], [9, 0]]) {
			const left = (rounds - done) * 500 - 100 + (rounds - done) + 300;
			const { remaining } = remainingTime(history, after(rounds, done));
			expect(Math.abs((remaining ?? 0) - left)).toBeLessThanOrEqual(2);
		}
	});

	it('takes the rounds that usually follow where nothing tells their number', () => {
		const paging = (pages: number) => past(['Start', 1], ...times(pages, (): Step => ['Page', 100]), ['Done', 1]);
		const history = new RunHistory([1, 1, 2, 5, 5, 5, 9].map(paging));
		const at = (page: number) => remainingTime(history, standing('Page', 0, ...times(page, (): Step => ['Page', 100])));
		expect(at(3).remaining).toBe(201);
		expect(at(6).remaining).toBe(301);
		expect(at(9)).toMatchObject({ remaining: null, reason: 'longer_than_ever' });
	});

	it('knows that a node takes longer with more items', () => {
		const history = new RunHistory(
			times(12, (index) => past(['List', 10, 1 + index], ['Each', 100 * (1 + index), 1 + index])),
		);
		expect(remainingTime(history, standing('Each', 0, ['List', 10, 30])).remaining).toBe(3_000);
	});

	it('goes by whole durations where runs have no rows of nodes', () => {
		const bare = (active: number) => ({ ...past(), triggerNode: null, version: null, active, course: null });
		const history = new RunHistory([1_000, 2_000, 9_000].map(bare));
		const now = { ...standing(null, 0), course: null, active: 1_500 };
		expect(remainingTime(history, now)).toMatchObject({ remaining: 4_000, runs: 3 });
		expect(remainingTime(history, { ...now, active: 20_000 }).reason).toBe('longer_than_ever');
	});

	it.each([{ version: 'v0' }, { manual: true }])('prefers runs that are more alike than those of %p', (other) => {
		const old = times(10, () => ({ ...past(['Start', 1], ['Ask', 9_000]), ...other }));
		const fresh = times(5, () => past(['Start', 1], ['Ask', 1_000]));
		const now = standing('Ask', 0, ['Start', 1]);
		expect(remainingTime(new RunHistory([...fresh, ...old]), now).remaining).toBe(1_000);
	});
});

describe('estimates against the naive one', () => {
	/** Two branches, the longer one with a loop whose rounds go by the number of items. */
	function shop(random: () => number): ToldRun {
		const about = (ms: number) => ms * (0.9 + 0.2 * random());
		if (random() < 0.5) return past(['Start', 5], ['If', 2], ['Fast', about(1_500)], ['Send', about(500)]);
		const rounds = 1 + Math.floor(random() * 8);
		return past(
			['Start', 5],
			['If', 2],
			['List', about(200), rounds],
			...times(rounds, (): Step[] => [['Loop', 1, rounds], ['Work', about(800)]]).flat(),
			['Loop', 1],
			['Send', about(500)],
		);
	}

	it('are less than half as far off over the second halves of runs that branch and loop', () => {
		const random = numbers(7);
		const history = new RunHistory(times(30, () => shop(random)));
		const mean = meanOf(history.runs.map(({ active }) => active));
		const errors = times(40, () => shop(random)).flatMap(({ course, active }) =>
			[0.5, 0.6, 0.7, 0.8, 0.9].map((share) => {
				const passed = active * share;
				const known = courseUntil(course, passed);
				const node = course.order[known.order.length] ?? null;
				const now = { course: known, node, since: passed - known.active, active: passed, triggerNode: 'Start', version: 'v1', manual: false };
				const { remaining, interval } = remainingTime(history, now);
				const rest = active - passed;
				const within = interval !== null && interval.low <= rest && rest <= (interval.high ?? Infinity);
				return { within, ours: relativeError(remaining ?? 0, rest), naive: relativeError(Math.max(0, mean - passed), rest) };
			}),
		);
		const ours = quantile(errors.map((each) => each.ours), 0.5) ?? 1;
		const naive = quantile(errors.map((each) => each.naive), 0.5) ?? 0;
		expect(ours).toBeLessThan(0.15);
		expect(ours).toBeLessThan(naive / 2);
		// Nominally eight of ten; thirty runs, of which half took the branch, are few.
		const share = errors.filter(({ within }) => within).length / errors.length;
		expect(share).toBeGreaterThan(0.7);
		expect(share).toBeLessThan(0.95);
	});

	const qualityOf = (history: RunHistory) =>
		estimateQuality(triedRuns(history).map((run) => [...errorsOn(history, run)]));

	it('say how good they have been by trying them on the latest runs', () => {
		const steady = new RunHistory(times(20, () => past(['Start', 5], ['Ask', 30_000], ['Book', 30_000])));
		expect(qualityOf(steady)).toEqual({ median_error: 0, executions: 10, estimates: 50 });
		const random = numbers(3);
		const erratic = new RunHistory(times(20, () => past(['Start', 5], ['Ask', 60_000 * random() ** 4])));
		expect(qualityOf(erratic)?.median_error).toBeGreaterThan(0.3);
		expect(qualityOf(new RunHistory(steady.runs.slice(0, 3)))).toBeNull();
	});
});
