import { holderOf, nestedRuns, type RunSpan } from '../analytics/run-spans';
import type { Sql } from '../store/pool';
import {
	listCalledExecutions,
	listRunsOfExecutions,
	type CalledExecution,
	type RunOfExecution,
} from '../store/read/list-runs-of-executions';
import type { SampledExecution } from '../store/read/sample-executions';
import { breathe } from './breathe';

/** So many rows are read at once: they are put together in a few ms. */
const ROWS_AT_ONCE = 2_000;
/** Of an execution with more node runs only the whole is looked at. */
const RUNS_MOST = 5_000;
const RUNS_GUESSED = 20;

export interface RunsOfExecution {
	execution: SampledExecution;
	spans: Array<RunSpan<RunOfExecution>>;
	/** Which run called which workflow. */
	callers: Array<[caller: RunSpan<RunOfExecution>, workflowId: string]>;
}

/** The node runs of executions in order of time, each in its place; executions without any are passed over. */
export async function* runsOfExecutions(
	sql: Sql,
	instanceId: string,
	executions: readonly SampledExecution[],
): AsyncGenerator<RunsOfExecution> {
	for (const some of portions(executions)) {
		const executionIds = some.map(({ execution_id }) => execution_id);
		const last = some.reduce((latest, { started_at, finished_at }) => Math.max(latest, finished_at ?? started_at), 0);
		const of = { instanceId, executionIds, start: iso(some[0].started_at), end: iso(last) };
		const runs = by(await listRunsOfExecutions(sql, of, 2 * RUNS_MOST), ({ execution_id }) => execution_id);
		const children = by(
			await listCalledExecutions(sql, of, 2 * RUNS_MOST),
			({ parent_execution_id }) => parent_execution_id,
		);
		for (const execution of some) {
			const own = runs.get(execution.execution_id);
			if (own !== undefined) yield placed(execution, own, children.get(execution.execution_id) ?? []);
		}
		await breathe();
	}
}

function placed(execution: SampledExecution, runs: RunOfExecution[], children: readonly CalledExecution[]): RunsOfExecution {
	const spans = [...nestedRuns(runs).values()];
	const callers: RunsOfExecution['callers'] = [];
	for (const child of children) {
		const caller = holderOf(child, spans);
		if (caller !== null) callers.push([caller, child.workflow_id]);
	}
	return { execution, spans, callers };
}

/** Executions, so many at a time that their rows are no more than can be read at once. */
function* portions(executions: readonly SampledExecution[]): Generator<SampledExecution[]> {
	let portion: SampledExecution[] = [];
	let rows = 0;
	for (const execution of executions) {
		const runs = execution.node_runs ?? RUNS_GUESSED;
		if (runs > RUNS_MOST) continue;
		if (portion.length > 0 && rows + runs > ROWS_AT_ONCE) {
			yield portion;
			[portion, rows] = [[], 0];
		}
		portion.push(execution);
		rows += runs;
	}
	if (portion.length > 0) yield portion;
}

function by<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
	const groups = new Map<string, Row[]>();
	for (const row of rows) {
		const group = groups.get(keyOf(row));
		if (group === undefined) groups.set(keyOf(row), [row]);
		else group.push(row);
	}
	return groups;
}

function iso(ms: number): string {
	return new Date(ms).toISOString();
}
