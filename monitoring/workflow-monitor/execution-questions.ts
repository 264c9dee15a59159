import { EXECUTION_STATUSES, OUTCOMES, PRODUCTION_KINDS, type ExecutionStatus, type Outcome } from '../model/enums';
import { INTEGER_MAX, TEXT_LIMITS } from '../model/limits';
import type { ExecutionCursor, ExecutionFilter } from '../store/read/list-executions';
import type { StepCursor } from '../store/read/list-node-runs';
import { Input } from './input';
import { MonitorInputError } from './monitor-error';
import { common, kinds, LIMIT_MAX, type Question } from './question-parts';
import type { ListQuery, Modes } from './read-questions';

export interface ExecutionQuery extends Omit<ListQuery, 'after'> {
	/** Sub-workflow executions of this one. */
	parentExecutionId?: string;
	/** Retries of this execution. */
	retryOf?: string;
	status?: ExecutionStatus | ExecutionStatus[];
	outcome?: Outcome | Outcome[];
	/** Default: all */
	modes?: Modes;
	/** ms */
	minDuration?: number;
	handledErrors?: boolean;
	/** The last row of the page before: goes on after it. */
	after?: { started_at: string; execution_id: string; instance_id?: string };
}

/** @throws MonitorInputError, as all of these do */
export function executionQuestion(given: unknown): Question<ExecutionFilter> {
	const input = new Input(given ?? {});
	const { after: _, ...page } = common(new Input({ ...Object(given), after: undefined }));
	return {
		...page,
		parentExecutionId: input.text('parentExecutionId', TEXT_LIMITS.parent_execution_id),
		retryOf: input.text('retryOf', TEXT_LIMITS.retry_of),
		status: input.someOf('status', EXECUTION_STATUSES),
		outcome: input.someOf('outcome', OUTCOMES),
		kinds: kinds(input, PRODUCTION_KINDS, ['all']),
		minDuration: input.integer('minDuration', 0, Number.MAX_SAFE_INTEGER),
		handledErrors: input.boolean('handledErrors'),
		after: cursor(input),
	};
}

export function executionIdOf(executionId: unknown): string {
	return new Input({ executionId }).requiredText('executionId', TEXT_LIMITS.execution_id);
}

export interface TraceQuery {
	/** Steps a page, 1,000 at most; default: 1,000 */
	limit?: number;
	/** `next` of the page before. */
	after?: StepCursor;
}

export interface TraceQuestion {
	executionId: string;
	limit: number;
	after: StepCursor | null;
}

export function traceQuestion(executionId: unknown, given: unknown): TraceQuestion {
	const input = new Input(given ?? {});
	const after = input.object('after');
	return {
		executionId: executionIdOf(executionId),
		limit: input.integer('limit', 1, LIMIT_MAX) ?? LIMIT_MAX,
		after: after === null ? null : stepCursor(after),
	};
}

function stepCursor(given: object): StepCursor {
	const place = new Input(given);
	const step = place.integer('step', 0, INTEGER_MAX);
	if (step === null) throw new MonitorInputError('after', given, 'what the page before gives as next: {step, id}');
	return { step, id: place.uuid('id') };
}

function cursor(input: Input): ExecutionCursor | null {
	const given = input.object('after');
	if (given === null) return null;
	const place = new Input(given);
	const startedAt = place.instant('started_at');
	const executionId = place.text('execution_id', TEXT_LIMITS.execution_id);
	if (startedAt === null || executionId === null) {
		throw new MonitorInputError('after', given, 'a row of the list: {started_at, execution_id}');
	}
	return { startedAt, executionId, instanceId: place.text('instance_id', TEXT_LIMITS.execution_id) ?? '' };
}
