import type { ExecutionRow } from '../store/read/list-executions';
import type { LogRow } from '../store/read/list-logs';
import { withAliases, type WithAliases } from './aliases';
import type { ExecutionDetails } from './execution-database';
import {
	executionIdOf,
	executionQuestion,
	traceQuestion,
	type ExecutionQuery,
	type TraceQuery,
} from './execution-questions';
import { Input } from './input';
import { LIMIT_MAX, logQuestion } from './read-questions';
import type { Explanation } from './read-explanation';
import type { ExecutionTrace } from './read-trace';
import { Upkeep } from './upkeep';

export type MonitorExecution = WithAliases<ExecutionRow>;
export type MonitorExecutionDetails = WithAliases<ExecutionDetails>;
export type MonitorExplanation = WithAliases<Explanation>;
export type MonitorTrace = WithAliases<ExecutionTrace>;

const DEBUG_ROWS_MAX = 50_000;

/** What ran, and how. */
export class ExecutionReads extends Upkeep {
	/** The one that started last first. */
	async getExecutions(query: ExecutionQuery = {}): Promise<MonitorExecution[]> {
		return (await this.open().executions(executionQuestion(query))).map(withAliases);
	}

	/** One execution with its errors, its sub-workflow executions and its retries, the newest hundred of each. */
	async getExecution(executionId: string): Promise<MonitorExecutionDetails> {
		return withAliases(await this.open().execution(executionIdOf(executionId)));
	}

	/** What happened in one execution, in a few sentences made from its figures, and these figures. */
	async explain(executionId: string): Promise<MonitorExplanation> {
		return withAliases(await this.open().explain(executionIdOf(executionId)));
	}

	/** One execution as a tree with times; rows in the order in which they began, page by page. */
	async getTrace(executionId: string, query: TraceQuery = {}): Promise<MonitorTrace> {
		return withAliases(await this.open().trace(traceQuestion(executionId, query)));
	}

	/**
	 * All log rows of the newest execution of a workflow, or of the one given, oldest first. Of an execution with more
	 * than `limit` rows (50,000 at most, and where nothing is said) the latest ones.
	 */
	async getDebugLogs(
		workflowId: string,
		query: { executionId?: string; limit?: number } = {},
	): Promise<Array<WithAliases<LogRow>>> {
		const most = new Input(query).integer('limit', 1, DEBUG_ROWS_MAX) ?? DEBUG_ROWS_MAX;
		const executionId = query.executionId ?? (await this.#newestExecution(workflowId));
		if (executionId === null) return [];
		const rows: LogRow[] = [];
		let after: LogRow | undefined;
		while (rows.length < most) {
			const limit = Math.min(LIMIT_MAX, most - rows.length);
			const page = await this.open().logs(logQuestion({ workflowId, executionId, limit, after }));
			rows.push(...page);
			after = page[page.length - 1];
			if (page.length < limit) break;
		}
		return rows.sort(inOrder).map(withAliases);
	}

	/** Rows that a script has written may belong to an execution of which nothing else is known. */
	async #newestExecution(workflowId: string): Promise<string | null> {
		const [execution] = await this.open().executions(executionQuestion({ workflowId, limit: 1 }));
		if (execution !== undefined) return execution.execution_id;
		const [row] = await this.open().logs(logQuestion({ workflowId, limit: 1 }));
		return row?.execution_id ?? null;
	}
}

/** By time; within one ms by step, and a run's start, which has no duration, before its end. */
function inOrder(a: LogRow, b: LogRow): number {
	if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1;
	const steps = (a.step_number ?? Infinity) - (b.step_number ?? Infinity);
	if (steps !== 0 && !Number.isNaN(steps)) return steps;
	return Number(a.duration !== null) - Number(b.duration !== null) || (a.id < b.id ? -1 : 1);
}
