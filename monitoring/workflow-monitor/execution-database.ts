import type { ErrorRow } from '../store/read/list-errors';
import { listErrors } from '../store/read/list-errors';
import {
	ANY_EXECUTION,
	listExecutions,
	type ExecutionFilter,
	type ExecutionRow,
} from '../store/read/list-executions';
import { setWorkflowSetting, type WorkflowSettingRow } from '../store/write/set-workflow-setting';
import { cleanUp, type CleanedUp } from './clean-up';
import { notFound } from './database-access';
import type { TraceQuestion } from './execution-questions';
import { errorQuestion, type Question } from './read-questions';
import { readExplanation, type Explanation } from './read-explanation';
import { readTrace, type ExecutionTrace } from './read-trace';
import { TriageDatabase } from './triage-database';
import type { WorkflowSettingChange } from './workflow-settings';

/** Errors, children and retries of one execution are at most so many, the newest ones. */
const BELONGING_MOST = 100;

export interface ExecutionDetails extends ExecutionRow {
	errors: ErrorRow[];
	/** Its sub-workflow executions. */
	children: ExecutionRow[];
	retries: ExecutionRow[];
}

/** Executions as one instance sees them, and what is set for its workflows. */
export class ExecutionDatabase extends TriageDatabase {
	async executions(question: Question<ExecutionFilter>): Promise<ExecutionRow[]> {
		return await this.read(
			question,
			async (sql, instanceId) => await listExecutions(sql, { ...question, instanceId }),
		);
	}

	async execution(executionId: string): Promise<ExecutionDetails> {
		return await this.run(async (sql, instanceId) => {
			const any = { ...ANY_EXECUTION, instanceId };
			const [execution] = await listExecutions(sql, { ...any, executionId, limit: 1 });
			if (execution === undefined) notFound('executionId', executionId, 'execution');
			const most = { ...any, limit: BELONGING_MOST };
			return {
				...execution,
				errors: await listErrors(sql, { ...errorQuestion({ executionId, limit: BELONGING_MOST }), instanceId }),
				children: await listExecutions(sql, { ...most, parentExecutionId: executionId }),
				retries: await listExecutions(sql, { ...most, retryOf: executionId }),
			};
		});
	}

	async explain(executionId: string): Promise<Explanation> {
		const execution = await this.execution(executionId);
		return await this.run(
			async (sql, instance) => await readExplanation(sql, instance, execution, Date.now()),
		);
	}

	async trace(question: TraceQuestion): Promise<ExecutionTrace> {
		const trace = await this.run(async (sql, instance) => await readTrace(sql, instance, question));
		return trace ?? notFound('executionId', question.executionId, 'execution');
	}

	/** Removes what is older than so many days. */
	async cleanUp(retentionDays: number): Promise<CleanedUp> {
		return await this.run(
			async (store, instance) => await cleanUp(store, instance, retentionDays, Date.now()),
		);
	}

	async setWorkflow({ workflowId, setting, by }: WorkflowSettingChange): Promise<WorkflowSettingRow> {
		return await this.run(
			async (sql, instance) => await setWorkflowSetting(sql, instance, workflowId, setting, by),
		);
	}
}
