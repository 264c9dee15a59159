import type { ExecutionRow } from '../store/read/list-executions';
import type { NodeRunRow } from '../store/read/list-node-runs';
import type { RunErrorRow } from '../store/read/list-run-errors';
import { holderOf, nestedRuns, ownDuration, startOf, toldParent, type RunSpan } from './run-spans';

/** An error of a run; `try` is the number of the try that failed where another one followed. */
export interface TraceError extends Omit<RunErrorRow, 'metadata' | 'node_name' | 'run_index'> {
	try: number | null;
}

/** Where a row stands in the tree: under the run of step `parent_step`, or under the execution itself. */
interface Placed {
	depth: number;
	parent_step: number | null;
	/** ISO 8601 */
	started_at: string;
	finished_at: string | null;
	/** ms */
	duration: number | null;
}

/** A run of a node. */
export interface TraceRun extends Placed {
	type: 'node_run';
	step: number;
	/** Counts the resumes before it. */
	segment: number;
	node_id: string | null;
	node_name: string;
	run_index: number | null;
	/** ms without what runs below it; null where not all of that was looked at. */
	own_duration: number | null;
	items_in: number | null;
	items_out: number | null;
	disabled: boolean;
	pinned: boolean;
	message: string;
	errors: TraceError[];
	/** Failed tries that another one followed. */
	tries: TraceError[];
}

/** A node that waited; `duration` is null until it goes on, or where that lies on a later page. */
export interface TraceWait extends Placed {
	type: 'wait';
	step: number;
	segment: number;
	node_name: string;
}

/** A sub-workflow; what happened in it is the trace of that execution. */
export interface TraceChild extends Placed {
	type: 'execution';
	execution_id: string;
	workflow_id: string;
	workflow_name: string | null;
	status: ExecutionRow['status'];
	outcome: ExecutionRow['outcome'];
	active_duration: number | null;
	node_runs: number | null;
	handled_errors: number | null;
}

export type TraceRow = TraceRun | TraceWait | TraceChild;

export interface TracePage {
	/** Runs and waits of the page, in the order of their steps. */
	rows: readonly NodeRunRow[];
	/** The first row of the next page; null at the end. */
	next: NodeRunRow | null;
	/** Runs of other pages that overlap with those of this one. */
	around: readonly NodeRunRow[];
	/** There are more of them. */
	aroundIsCut: boolean;
	children: readonly ExecutionRow[];
	errors: readonly RunErrorRow[];
	/** Waits on the pages before. */
	waitsBefore: number;
}

/**
 * A page of an execution's tree as flat rows in the order in which they began, each with its depth and its parent, so
 * that a page stands alone. A run lies under the run that its row names (`metadata.parent_step`), else under the
 * one that it lies within in time: nodes run one after the other, but for the sub-nodes of an AI node.
 */
export function tracePage(page: TracePage): TraceRow[] {
	const spans = nestedRuns([...page.around, ...page.rows].filter(({ duration }) => duration !== null));
	const bySteps = [...spans.values()];
	const children = page.children.map((child) => childRow(child, holderOf(child, bySteps)));
	const errors = errorsByRun(page.errors);
	let segment = page.waitsBefore;
	const rows = page.rows.map((row, index): TraceRun | TraceWait => {
		const span = spans.get(row.id);
		if (span === undefined) return waitRow(row, page.rows[index + 1] ?? page.next, segment++);
		const cut = page.aroundIsCut && span.end > startOf(page.around[page.around.length - 1]);
		return runRow(span, segment, errors.get(keyOf(row.node_name, runIndexOf(row))) ?? [], cut);
	});
	return merged(rows, children);
}

function runRow(span: RunSpan<NodeRunRow>, segment: number, errors: RunErrorRow[], cut: boolean): TraceRun {
	const { row, start } = span;
	const told = errors.map(traceError);
	return {
		type: 'node_run',
		step: row.step_number,
		depth: span.depth,
		parent_step: span.parent?.row.step_number ?? toldParent(row),
		segment,
		node_id: row.node_id,
		node_name: row.node_name,
		run_index: runIndexOf(row),
		started_at: new Date(start).toISOString(),
		finished_at: row.timestamp,
		duration: row.duration,
		own_duration: cut ? null : ownDuration(span),
		items_in: row.items_in,
		items_out: row.items_out,
		disabled: row.metadata.disabled === true,
		pinned: row.metadata.pinned === true,
		message: row.message,
		errors: told.filter((each) => each.try === null),
		tries: told.filter((each) => each.try !== null),
	};
}

function waitRow(row: NodeRunRow, next: NodeRunRow | null, segment: number): TraceWait {
	const until = next === null ? null : Math.max(Date.parse(row.timestamp), startOf(next));
	return {
		type: 'wait',
		step: row.step_number,
		depth: 0,
		parent_step: null,
		segment,
		node_name: row.node_name,
		started_at: row.timestamp,
		finished_at: until === null ? null : new Date(until).toISOString(),
		duration: until === null ? null : until - Date.parse(row.timestamp),
	};
}

function childRow(child: ExecutionRow, holder: RunSpan<NodeRunRow> | null): TraceChild {
	return {
		type: 'execution',
		depth: holder === null ? 0 : holder.depth + 1,
		parent_step: holder?.row.step_number ?? null,
		execution_id: child.execution_id,
		workflow_id: child.workflow_id,
		workflow_name: child.workflow_name,
		status: child.status,
		outcome: child.outcome,
		started_at: child.started_at,
		finished_at: child.finished_at,
		duration: child.duration,
		active_duration: child.active_duration,
		node_runs: child.node_runs,
		handled_errors: child.handled_errors,
	};
}

/** Steps keep their order; a child goes before the first row that began after it. */
function merged(rows: readonly TraceRow[], children: readonly TraceChild[]): TraceRow[] {
	const rest = [...children].sort((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at));
	const all: TraceRow[] = [];
	for (const row of rows) {
		while (rest.length > 0 && rest[0].started_at < row.started_at) all.push(rest.shift() as TraceChild);
		all.push(row);
	}
	return [...all, ...rest];
}

function errorsByRun(errors: readonly RunErrorRow[]): Map<string, RunErrorRow[]> {
	const byRun = new Map<string, RunErrorRow[]>();
	for (const error of errors) {
		const key = keyOf(error.node_name, error.run_index);
		const known = byRun.get(key);
		if (known === undefined) byRun.set(key, [error]);
		else known.push(error);
	}
	return byRun;
}

export function runIndexOf({ metadata }: NodeRunRow): number | null {
	return typeof metadata.run_index === 'number' ? metadata.run_index : null;
}

function keyOf(node: string | null, runIndex: number | null): string {
	return `${runIndex}\0${node}`;
}

function traceError({ metadata, node_name: _, run_index: __, ...error }: RunErrorRow): TraceError {
	return { ...error, try: typeof metadata.try === 'number' ? metadata.try : null };
}
