import { byConcern, changed, examine, trendRow, type TrendRow } from '../../monitoring/analytics/trends';
import type { TrendMetric, TrendRun, TrendSeries } from '../../monitoring/analytics/trend-series';
import { NOISE, runsOf, seeded } from '../support/noise';

const subject = { instance_id: 'n8n', workflow_id: 'wf', workflow_name: 'Orders', node_id: null, node_name: null };
const seriesOf = (runs: TrendRun[], metric: TrendMetric = 'duration'): TrendSeries => ({ subject, metric, runs });

/** The answer to a question about these series. */
function trends(series: TrendSeries[], since = 0): TrendRow[] {
	const examined = series.flatMap((each) => examine(each) ?? []);
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
		const series = noises(10).map((runs) => seriesOf(runs));
		expect(series.length).toBeGreaterThanOrEqual(200);
		const alone = series.filter((each) => trends([each]).length > 0);
		expect(alone.length / series.length).toBeLessThanOrEqual(0.05);
		expect(trends(series)).toHaveLength(0);
	});

	it('find a step of 1.5 in nine of ten series, at its place', () => {
		let found = 0;
		let covered = 0;
		let all = 0;
		for (const [which, [name, kind]] of Object.entries(NOISE).entries()) {
			for (let again = 0; again < 30; again += 1) {
				const random = seeded(again * 104_729 + which);
				const n = name === 'wide lognormal' || name === 'bimodal' ? 400 : 200;
				const runs = runsOf(random, n, 10, kind);
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
});
