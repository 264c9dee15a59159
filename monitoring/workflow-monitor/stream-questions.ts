import { placeFromText, type Place } from '../live/place';
import { ERROR_SEVERITIES, LOG_LEVELS, type ErrorSeverity, type LogLevel } from '../model/enums';
import { TEXT_LIMITS } from '../model/limits';
import type { WrittenErrorFilter } from '../store/read/list-written-errors';
import type { WrittenLogFilter } from '../store/read/list-written-logs';
import { Input } from './input';
import { MonitorInputError } from './monitor-error';
import { instances, type Chosen } from './question-parts';
import type { Instances } from './read-questions';

interface StreamQuery {
	executionId?: string;
	/** The `cursor` of a stream: begins behind it, at most a day back. Default: with what is stored from now on. */
	since?: string;
	instances?: Instances;
}

export interface LogStreamQuery extends StreamQuery {
	logLevels?: LogLevel | LogLevel[];
}

export interface ErrorStreamQuery extends StreamQuery {
	severity?: ErrorSeverity | ErrorSeverity[];
	/** Whether the workflow went on from it. */
	handled?: boolean;
}

/** What a stream is about, and where it begins. */
export interface StreamQuestion<Filter> extends Chosen {
	filter: Filter;
	since: Place | null;
}

const CURSOR_MAX = 65_536;

/** @throws MonitorInputError, as all of these do */
export function logStreamQuestion(workflowId: unknown, given: unknown): StreamQuestion<WrittenLogFilter> {
	const input = new Input(given ?? {});
	return {
		...place(input),
		filter: { ...rows(workflowId, input), levels: input.someOf('logLevels', LOG_LEVELS) },
	};
}

export function errorStreamQuestion(workflowId: unknown, given: unknown): StreamQuestion<WrittenErrorFilter> {
	const input = new Input(given ?? {});
	return {
		...place(input),
		filter: {
			...rows(workflowId, input),
			severity: input.someOf('severity', ERROR_SEVERITIES),
			handled: input.boolean('handled'),
		},
	};
}

export function workflowIdOf(workflowId: unknown): string {
	return new Input({ workflowId }).requiredText('workflowId', TEXT_LIMITS.workflow_id);
}

function rows(workflowId: unknown, input: Input): { workflowId: string | null; executionId: string | null } {
	return {
		workflowId: new Input({ workflowId }).text('workflowId', TEXT_LIMITS.workflow_id),
		executionId: input.text('executionId', TEXT_LIMITS.execution_id),
	};
}

function place(input: Input): Chosen & { since: Place | null } {
	const text = input.text('since', CURSOR_MAX);
	const since = text === null ? null : placeFromText(text);
	if (text !== null && since === null) throw new MonitorInputError('since', text, 'the cursor of a stream');
	return { instances: instances(input), since };
}
