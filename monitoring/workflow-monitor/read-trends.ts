import { byConcern, changed, examine, RUNS_FEWEST, trendRow, type Examined, type TrendRow } from '../analytics/trends';
import type { TrendSeries } from '../analytics/trend-series';
import type { Sql } from '../store/pool';
import { listBusyWorkflows, type BusyWorkflow } from '../store/read/list-busy-workflows';
import { sampleExecutions, type SampledExecution } from '../store/read/sample-executions';
import { breathe } from './breathe';
import type { TrendsQuestion } from './performance-questions';
import { executionsToRead } from './read-bottlenecks';
import { NOTHING_ENDED, type PerformanceAnswer } from './read-percentiles';
import { runsOfExecutions } from './runs-of-executions';
import { seriesOfWorkflow, SeriesOfNodes } from './trend-series-of';

/** What changed, and how much was looked into for it. */
export interface Trends extends PerformanceAnswer<TrendRow> {
	/** From here on runs were compared: a short period is held against the days before it. ISO 8601 */
	compared_since: string;
	/** Durations and failure rates of workflows and nodes that had enough runs. */
	series: number;
}

const DAY = 86_400_000;
/** A change is looked for in so many days at least, of which the period is the last part. */
const DAYS_FEWEST = 14;
/** Of all workflows those that took most time. */
const WORKFLOWS_MOST = 50;
/** Executions of one workflow, evenly chosen; node runs of them. */
const EXECUTIONS_MOST = 400;
const RUNS_MOST = 10_000;
const NODES_MOST = 100;
/** Where no workflow is named, only the nodes of so many that have changed are looked into. */
const CHANGED_MOST = 10;

interface Sampled {
	workflow: BusyWorkflow;
	executions: SampledExecution[];
}

/** What got slower or faster, or fails more or less, since when and with which version. */
export async function readTrends(
	sql: Sql,
	instanceId: string | readonly string[],
	{ instances: _, ...question }: TrendsQuestion,
): Promise<Trends> {
	const since = Date.parse(question.start);
	const comparedSince = Math.max(0, Math.min(since, Date.parse(question.end) - DAYS_FEWEST * DAY));
	const filter = { ...question, start: new Date(comparedSince).toISOString() };
	const busy = await listBusyWorkflows(sql, { ...filter, instanceId }, WORKFLOWS_MOST);
	const sampled: Sampled[] = [];
	for (const workflow of busy) {
		const of = { ...filter, instanceId: workflow.instance_id, workflowId: workflow.workflow_id };
		sampled.push({ workflow, executions: await sampleExecutions(sql, of, workflow.executions, EXECUTIONS_MOST) });
	}
	const workflows = enough(sampled.flatMap(({ workflow, executions }) => seriesOfWorkflow(subjectOf(workflow), executions)));
	const ofWorkflows = await examined(workflows);
	const suspects = question.workflowId === null ? changedAmong(sampled, ofWorkflows) : sampled;
	const nodes: TrendSeries[] = [];
	for (const each of suspects) nodes.push(...enough(await seriesOfNodes(sql, each)));
	const rows: TrendRow[] = [];
	for (const each of changed([...ofWorkflows, ...(await examined(nodes))])) {
		const row = trendRow(each, since);
		if (row !== null) rows.push(row);
		await breathe();
	}
	const series = workflows.length + nodes.length;
	return {
		period: { start: question.start, end: question.end },
		compared_since: filter.start,
		series,
		rows: rows.sort(byConcern),
		reason: rows.length > 0 ? null : reasonForNone(busy, series),
	};
}

function enough(all: readonly TrendSeries[]): TrendSeries[] {
	return all.filter(({ runs }) => runs.length >= RUNS_FEWEST);
}

async function examined(all: readonly TrendSeries[]): Promise<Examined[]> {
	const found: Examined[] = [];
	for (const series of all) {
		const each = examine(series);
		if (each !== null) found.push(each);
		await breathe();
	}
	return found;
}

function changedAmong(sampled: readonly Sampled[], ofWorkflows: readonly Examined[]): Sampled[] {
	const subjects = new Set(changed(ofWorkflows).map(({ series: { subject } }) => `${subject.instance_id}\0${subject.workflow_id}`));
	return sampled
		.filter(({ workflow }) => subjects.has(`${workflow.instance_id}\0${workflow.workflow_id}`))
		.slice(0, CHANGED_MOST);
}

async function seriesOfNodes(sql: Sql, { workflow, executions }: Sampled): Promise<TrendSeries[]> {
	const most = executionsToRead(workflow, RUNS_MOST, EXECUTIONS_MOST);
	const step = Math.max(1, Math.ceil(executions.length / most));
	const nodes = new SeriesOfNodes(subjectOf(workflow));
	const some = executions.filter((__, index) => index % step === 0);
	for await (const runs of runsOfExecutions(sql, workflow.instance_id, some)) nodes.add(runs);
	return nodes.list(NODES_MOST);
}

function subjectOf({ instance_id, workflow_id, workflow_name }: BusyWorkflow) {
	return { instance_id, workflow_id, workflow_name, node_id: null, node_name: null };
}

function reasonForNone(busy: readonly BusyWorkflow[], series: number): string {
	if (busy.length === 0) return NOTHING_ENDED;
	if (series > 0) return `Nothing has changed: ${series} series of durations and failures were looked into`;
	const most = Math.max(...busy.map(({ executions }) => executions));
	return `Too few executions: a change wants ${RUNS_FEWEST} of one workflow, half of them before it and half after; there are ${most}`;
}
