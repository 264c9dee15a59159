import { hasFailed, nodeKey } from '../analytics/node-times';
import { ownDuration } from '../analytics/run-spans';
import type { TrendMetric, TrendRun, TrendSeries, TrendSubject } from '../analytics/trend-series';
import type { SampledExecution } from '../store/read/sample-executions';
import type { RunsOfExecution } from './runs-of-executions';

/** How long the good executions of a workflow took, without waiting, and which failed. */
export function seriesOfWorkflow(subject: TrendSubject, executions: readonly SampledExecution[]): TrendSeries[] {
	const durations = executions.flatMap((each) =>
		each.failed || each.active_duration === null ? [] : run(each, each.active_duration, each.items_in));
	return series(subject, durations, executions.map((each) => run(each, Number(each.failed), each.items_in)));
}

/** The same of each node: a run's own time is the mean of its runs in an execution. */
export class SeriesOfNodes {
	readonly #nodes = new Map<string, { subject: TrendSubject; durations: TrendRun[]; failures: TrendRun[] }>();

	constructor(readonly workflow: TrendSubject) {}

	add({ execution, spans }: RunsOfExecution): void {
		const sums = new Map<string, { name: string; id: string | null; good: number; own: number; items: number; failed: boolean }>();
		for (const span of spans) {
			const { row } = span;
			const key = nodeKey(row);
			const sum = sums.get(key) ?? { name: row.node_name, id: row.node_id, good: 0, own: 0, items: 0, failed: false };
			sums.set(key, sum);
			if (hasFailed(row)) {
				sum.failed = true;
				continue;
			}
			sum.good += 1;
			sum.own += ownDuration(span);
			sum.items += row.items_in ?? 0;
		}
		for (const [key, { name, id, good, own, items, failed }] of sums) {
			const known = this.#nodes.get(key) ?? { subject: this.workflow, durations: [], failures: [] };
			known.subject = { ...this.workflow, node_id: id, node_name: name };
			this.#nodes.set(key, known);
			known.failures.push(run(execution, Number(failed), null));
			if (good > 0) known.durations.push(run(execution, own / good, items / good));
		}
	}

	/** @param most nodes; those whose runs took most time */
	list(most: number): TrendSeries[] {
		return [...this.#nodes.values()]
			.map((node) => ({ ...node, time: node.durations.reduce((sum, { value }) => sum + value, 0) }))
			.sort((a, b) => b.time - a.time)
			.slice(0, most)
			.flatMap(({ subject, durations, failures }) => series(subject, durations, failures));
	}
}

function series(subject: TrendSubject, durations: TrendRun[], failures: TrendRun[]): TrendSeries[] {
	const of = (metric: TrendMetric, runs: TrendRun[]): TrendSeries => ({ subject, metric, runs });
	return [of('duration', durations), of('failure_rate', failures)];
}

function run({ started_at, execution_id, workflow_version }: SampledExecution, value: number, items: number | null): TrendRun {
	return { at: started_at, executionId: execution_id, value, items, version: workflow_version };
}
