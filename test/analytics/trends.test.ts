import { byConcern, changed, examine, trendRow, type Examined, type TrendRow } from '../../monitoring/analytics/trends';
import type { TrendMetric, TrendRun, TrendSeries } from '../../monitoring/analytics/trend-series';
import { NOISE, runsOf, seeded } from '../support/noise';

const subject = { instance_id: 'n8n', workflow_id: 'wf', workflow_name: 'Orders', node_id: null, node_name: null };
const seriesOf = (runs: TrendRun[], metric: TrendMetric = 'duration'): TrendSeries => ({ subject, metric, runs });

/** The answer to a question about these series. */
function trends(series: TrendSeries[], since = 0): TrendRow[] {
	return told(series.flatMap((each) => examine(each) ?? []), since);
}

function told(examined: Examined[], since = 0): TrendRow[] {
	return changed(examined).flatMap((each) => trendRow(each, since) ?? []).sort(byConcern);
}

const SIZES = [[40, 10], [100, 7], [200, 7], [400, 30]] as const;

/** Every kind of noise in every size, so many times. */
function noises(times: number): TrendRun[][] {
	return Object.values(NOISE).flatMap((kind, which) =>
		SIZES.flatMap(([n, days]) =>
			Array.from({ length: times }, (_, again) => runsOf(seeded(again * 7_919 + n * 31 + which), n, days, kind)),
		),
	);
}

/** The same with all runs from one on taking so many times as long. */
function slowed(runs: TrendRun[], from: number, factor: number): TrendRun[] {
	return runs.map((run, index) => (index < from ? run : { ...run, value: Math.round(run.value * factor) }));
}

describe('trends', () => {
	it('do not cry at noise: of single series at most 5 % seem to have changed, of all together none', () => {
		const examined = noises(7).flatMap((runs) => examine(seriesOf(runs)) ?? []);
		expect(examined.length).toBeGreaterThanOrEqual(200);
		const alone = examined.filter((each) => told([each]).length > 0);
		expect(alone.length / examined.length).toBeLessThanOrEqual(0.05);
		expect(told(examined)).toHaveLength(0);
	});

	it('find a step of 1.5 in nine of ten series, at its place', () => {
		let found = 0;
		let covered = 0;
		let all = 0;
		for (const [which, [name, kind]] of Object.entries(NOISE).entries()) {
			for (let again = 0; again < 26; again += 1) {
				const random = seeded(again * 104_729 + which);
				const n = name === 'wide lognormal' || name === 'bimodal' ? 400 : 200;
				const runs = runsOf(random, n, name === 'weekends' ? 28 : 10, kind);
				const from = Math.floor(n * (0.25 + 0.5 * random()));
				const [row] = trends([seriesOf(slowed(runs, from, 1.5))]);
				all += 1;
				if (row?.direction !== 'slower') continue;
				if (Math.abs(Number(row.since_execution_id) - from) <= n * 0.05) found += 1;
				const at = new Date(runs[from].at).toISOString();
				if (row.since_earliest <= at && at <= row.since_latest && row.ratio_low! <= 1.5 && 1.5 <= row.ratio_high!) covered += 1;
			}
		}
		expect(all).toBeGreaterThanOrEqual(200);
		expect(found / all).toBeGreaterThanOrEqual(0.9);
		expect(covered / all).toBeGreaterThanOrEqual(0.75);
	});

	it('tell the latest of several changes, and the ones before it beside', () => {
		const runs = runsOf(seeded(5), 300, 10, NOISE.lognormal);
		const bump = runs.map((run, index) => (index >= 120 && index < 200 ? { ...run, value: run.value * 3 } : run));
		const [row] = trends([seriesOf(bump)]);
		expect(row).toMatchObject({ direction: 'faster' });
		expect(Math.abs(Number(row.since_execution_id) - 200)).toBeLessThanOrEqual(2);
		expect(row.earlier_changes).toHaveLength(1);
		expect(row.earlier_changes[0].after).toBeGreaterThan(2 * row.earlier_changes[0].before);
		expect(row.ratio).toBeCloseTo(1 / 3, 1);
	});

	it('leave out what has changed before the time that is asked about', () => {
		const runs = slowed(runsOf(seeded(6), 200, 10, NOISE.lognormal), 100, 2);
		expect(trends([seriesOf(runs)], runs[90].at)).toHaveLength(1);
		expect(trends([seriesOf(runs)], runs[110].at)).toHaveLength(0);
	});

	it.each([
		['a new version', (index: number) => (index < 101 ? 'v1' : 'v2'), { with_new_version: true, version_before: 'v1', version_after: 'v2' }],
		['a version of long ago', (index: number) => (index < 50 ? 'v1' : 'v2'), { with_new_version: false, version_after: null }],
		['a version that was there before', (index: number) => (index < 30 || index >= 100 ? 'v1' : 'v2'), { with_new_version: false }],
		['no versions', () => null, { with_new_version: null, version_before: null, version_after: null, version_since: null }],
	])('name the version where the change came with it: %s', (_, versionOf, expected) => {
		const runs = slowed(runsOf(seeded(7), 200, 10, NOISE.lognormal), 100, 3).map((run, index) => ({ ...run, version: versionOf(index) }));
		expect(trends([seriesOf(runs)])).toMatchObject([expected]);
	});

	it('keep quiet about what nobody would notice', () => {
		const runs = Array.from({ length: 200 }, (_, index) => ({ value: index < 100 ? 1 : 3, at: index * 3_600_000, executionId: String(index), items: null, version: null }));
		expect(trends([seriesOf(runs)])).toHaveLength(0);
		const steady = runsOf(seeded(8), 400, 10, (random, times) => times.map(() => 0.1 * random()));
		expect(trends([seriesOf(slowed(steady, 200, 1.05))])).toHaveLength(0);
		expect(trends([seriesOf(slowed(steady, 200, 1.15))])).toHaveLength(1);
	});

	it('say that a change may be the time of day where the runs are of one day', () => {
		const runs = slowed(runsOf(seeded(9), 200, 1, NOISE.lognormal), 100, 2);
		expect(trends([seriesOf(runs)])).toMatchObject([{ may_be_time_of_day: true }]);
	});

	it('hold failures to an exact test: two at the end are none yet, twenty are', () => {
		const failing = (from: number) =>
			runsOf(seeded(10), 200, 10, NOISE.lognormal).map((run, index) => ({ ...run, value: index >= from && index % 2 === 0 ? 1 : 0 }));
		expect(trends([seriesOf(failing(196), 'failure_rate')])).toHaveLength(0);
		expect(trends([seriesOf(failing(160), 'failure_rate')])).toMatchObject([
			{ metric: 'failure_rate', direction: 'fails_more', before: 0, after: 50, ratio: null },
		]);
	});

	it('do not cry at failures that come and go by chance', () => {
		let told = 0;
		for (let again = 0; again < 200; again += 1) {
			const random = seeded(again);
			const rate = [0.01, 0.05, 0.3][again % 3];
			const runs = runsOf(random, 200, 10, NOISE.lognormal).map((run) => ({ ...run, value: random() < rate ? 1 : 0 }));
			told += trends([seriesOf(runs, 'failure_rate')]).length;
		}
		expect(told).toBeLessThanOrEqual(10);
	});
});
