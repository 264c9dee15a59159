import { runIndexOf, tracePage, type TraceRow } from '../analytics/execution-trace';
import { startOf } from '../analytics/run-spans';
import type { Sql } from '../store/pool';
import { countCourse } from '../store/read/count-course';
import { ANY_EXECUTION, listExecutions, type ExecutionRow } from '../store/read/list-executions';
import { listNodeRuns, type NodeRunRow, type OfExecution, type StepCursor } from '../store/read/list-node-runs';
import { listRunErrors } from '../store/read/list-run-errors';
import { listRunsAround } from '../store/read/list-runs-around';
import type { TraceQuestion } from './execution-questions';

/** More than these are not looked at for one page. */
const AROUND_MOST = 5_000;
const CHILDREN_MOST = 1_000;
const ERRORS_MOST = 5_000;

/** An execution as a tree with times, page by page; each page has the whole head and stands alone. */
export interface ExecutionTrace {
	execution: ExecutionRow;
	/** What is stored of it: node runs, waits, sub-workflow executions, errors. ms */
	totals: {
		node_runs: number;
		waits: number;
		children: number;
		errors: number;
		handled_errors: number;
		waiting_duration: number | null;
	};
	/** From one resume to the next; ms. */
	segments: Array<{ segment: number; active_duration: number }>;
	/** What is known to be missing, in sentences. */
	incomplete: string[];
	rows: TraceRow[];
	/** Where the next page begins; null on the last one. */
	next: StepCursor | null;
}

/** Null where the execution is not recorded. */
export async function readTrace(
	sql: Sql,
	instanceId: string,
	{ executionId, limit, after }: TraceQuestion,
): Promise<ExecutionTrace | null> {
	const any = { ...ANY_EXECUTION, instanceId };
	const [execution] = await listExecutions(sql, { ...any, executionId, limit: 1 });
	if (execution === undefined) return null;
	const of: OfExecution = { instanceId, executionId, since: execution.started_at };
	const found = await listNodeRuns(sql, of, after, limit + 1);
	const rows = found.slice(0, limit);
	const next = found[limit] ?? null;
	const counts = await countCourse(sql, of, rows[0]?.step_number ?? 0);
	const around = await runsAround(sql, of, rows);
	const children = await listExecutions(sql, {
		...any,
		parentExecutionId: executionId,
		start: after === null || rows.length === 0 ? null : instant(startOf(rows[0])),
		end: next === null ? null : instant(startOf(next)),
		limit: CHILDREN_MOST + 1,
	});
	const errors = await listRunErrors(
		sql,
		of,
		rows.map((row) => ({ name: row.node_name, runIndex: runIndexOf(row) })),
		ERRORS_MOST + 1,
	);
	const last = rows[rows.length - 1];
	return {
		execution,
		totals: {
			node_runs: counts.rows,
			waits: counts.waits,
			children: counts.children,
			errors: counts.errors,
			handled_errors: counts.handled_errors,
			waiting_duration:
				execution.duration === null || execution.active_duration === null
					? null
					: Math.max(0, execution.duration - execution.active_duration),
		},
		segments: Object.entries(execution.segment_times)
			.map(([segment, active_duration]) => ({ segment: Number(segment), active_duration }))
			.sort((a, b) => a.segment - b.segment),
		incomplete: [
			...whatIsMissing(execution, counts.rows),
			...beyond(children, CHILDREN_MOST, 'sub-workflow executions', 'Get Many with the Parent Execution ID'),
			...beyond(errors, ERRORS_MOST, 'errors', 'Error: Get Many with the Execution ID'),
		],
		rows: tracePage({
			rows,
			next,
			around,
			aroundIsCut: around.length === AROUND_MOST,
			children: children.slice(0, CHILDREN_MOST),
			errors: errors.slice(0, ERRORS_MOST),
			waitsBefore: counts.waits_before,
		}),
		next: next === null ? null : { step: last.step_number, id: last.id },
	};
}

async function runsAround(sql: Sql, of: OfExecution, rows: readonly NodeRunRow[]): Promise<NodeRunRow[]> {
	if (rows.length === 0) return [];
	const end = rows.reduce((latest, { timestamp }) => Math.max(latest, Date.parse(timestamp)), 0);
	const start = rows.reduce((first, row) => Math.min(first, startOf(row)), end);
	const span = { firstStep: rows[0].step_number, lastStep: rows[rows.length - 1].step_number };
	return await listRunsAround(sql, of, { ...span, start: instant(start), end: instant(end) }, AROUND_MOST);
}

function whatIsMissing({ node_runs, rows_left_out }: ExecutionRow, stored: number): string[] {
	const leftOut = rows_left_out ?? 0;
	const missing = (node_runs ?? 0) - leftOut - stored;
	return [
		...(leftOut > 0
			? [`${leftOut} node runs have no row: the settings of the monitor kept them out, they are only counted`]
			: []),
		...(missing > 0
			? [`${missing} node runs have no row any more or not yet: the log level kept them out, their day has been removed, or they are on their way`]
			: []),
	];
}

function beyond(rows: readonly unknown[], most: number, what: string, where: string): string[] {
	return rows.length > most ? [`More than ${most} ${what} belong to this page; ${where} gives them all`] : [];
}

function instant(ms: number): string {
	return new Date(ms).toISOString();
}
