import {
	ALERT_SEVERITIES,
	ERROR_SEVERITIES,
	ERROR_TYPES,
	LOG_LEVELS,
	PRODUCTION_KINDS,
	type AlertSeverity,
	type ErrorSeverity,
	type ExecutionKind,
	type ErrorType,
	type LogLevel,
	type Mode,
} from '../model/enums';
import { TEXT_LIMITS } from '../model/limits';
import type { AlertFilter } from '../store/read/list-alerts';
import {
	ERROR_GROUP_STATUSES,
	type ErrorGroupFilter,
	type ErrorGroupStatus,
} from '../store/read/list-error-groups';
import type { ErrorFilter } from '../store/read/list-errors';
import type { LogFilter } from '../store/read/list-logs';
import type { PerformanceFilter } from '../store/read/list-performance';
import type { Span } from '../store/read/page';
import { Input } from './input';
import { metadataAt, SEARCH_MAX, words } from './log-search';
import { common, instances, kinds, span, type Chosen, type Question } from './question-parts';

export { LIMIT_DEFAULT, LIMIT_MAX, type Question } from './question-parts';

type Time = string | number | Date;

/** What all lists can be narrowed by. Newest first; 50 rows where nothing is said, 1,000 at most. */
export interface ListQuery {
	workflowId?: string;
	executionId?: string;
	startTime?: Time;
	/** Rows before this instant. */
	endTime?: Time;
	limit?: number;
	offset?: number;
	/** The last row of the page before: goes on after it. */
	after?: { timestamp: string; id: string };
	instances?: Instances;
}

/** Ids of n8n instances, or '*' for all in this database; default: this one. */
export type Instances = '*' | string | string[];

/** Kinds of executions, `production` for all that are it, or `all`. */
export type Modes = Mode | Mode[];

export interface LogQuery extends ListQuery {
	logLevels?: LogLevel | LogLevel[];
	/** A text that the message holds as it stands, in any case. */
	search?: string;
	/** Words that the message has, in any order: `"a phrase"`, `or` and `-without` as on the web. */
	words?: string;
	/** Name or id of a node. */
	node?: string;
	/** Keys with dots between them, such as `order.customer.id`; a dot within a key is `\.`. */
	metadataPath?: string;
	/** What is there; a text such as `5` or `true` is looked for as it reads and as a text. */
	metadataValue?: unknown;
}

export interface ErrorQuery extends ListQuery {
	severity?: ErrorSeverity | ErrorSeverity[];
	resolved?: boolean;
	/** Whether the workflow went on from it. */
	handled?: boolean;
	/** Of which executions; default: all */
	modes?: Modes;
	groupId?: string;
}

/** Groups that were seen between the times. */
export interface ErrorGroupQuery extends Omit<ListQuery, 'executionId'> {
	status?: ErrorGroupStatus | ErrorGroupStatus[];
	severity?: ErrorSeverity | ErrorSeverity[];
	types?: ErrorType | ErrorType[];
	/** Only those that came back after they were resolved, and are open since. */
	regressed?: boolean;
}

export interface PerformanceQuery extends ListQuery {
	/** Of which executions; default: all */
	modes?: Modes;
}

export interface AlertQuery extends ListQuery {
	severity?: AlertSeverity | AlertSeverity[];
	acknowledged?: boolean;
	resolved?: boolean;
	/** Of which executions; default: all */
	modes?: Modes;
}

export interface DashboardQuery {
	workflowId?: string;
	/** Which executions count; default: production */
	modes?: Modes;
	instances?: Instances;
	/** Default: 30 days before the end. */
	startTime?: Time;
	/** Default: now. */
	endTime?: Time;
}

const DAY = 86_400_000;

/** An error of a sub-workflow is one of production, although its execution is not counted. */
const TROUBLE_KINDS: readonly ExecutionKind[] = [...PRODUCTION_KINDS, 'sub_workflow'];

/** @throws MonitorInputError, as all of these do */
export function logQuestion(given: unknown): Question<LogFilter> {
	const input = new Input(given ?? {});
	return {
		...common(input),
		levels: input.someOf('logLevels', LOG_LEVELS),
		search: input.text('search', SEARCH_MAX),
		words: words(input),
		node: input.text('node', TEXT_LIMITS.node_name),
		metadata: metadataAt(input),
	};
}

export function errorQuestion(given: unknown): Question<ErrorFilter> {
	const input = new Input(given ?? {});
	return {
		...common(input),
		severity: input.someOf('severity', ERROR_SEVERITIES),
		resolved: input.boolean('resolved'),
		handled: input.boolean('handled'),
		kinds: kinds(input, TROUBLE_KINDS, ['all']),
		groupId: input.text('groupId', 36) === null ? null : input.uuid('groupId'),
	};
}

export function errorGroupQuestion(given: unknown): Question<ErrorGroupFilter> {
	const input = new Input(given ?? {});
	const { executionId: _, ...page } = common(input);
	return {
		...page,
		status: input.someOf('status', ERROR_GROUP_STATUSES),
		severity: input.someOf('severity', ERROR_SEVERITIES),
		types: input.someOf('types', ERROR_TYPES),
		regressed: input.boolean('regressed'),
	};
}

export function performanceQuestion(given: unknown): Question<PerformanceFilter> {
	const input = new Input(given ?? {});
	return { ...common(input), kinds: kinds(input, PRODUCTION_KINDS, ['all']) };
}

export function alertQuestion(given: unknown): Question<AlertFilter> {
	const input = new Input(given ?? {});
	return {
		...common(input),
		severity: input.someOf('severity', ALERT_SEVERITIES),
		acknowledged: input.boolean('acknowledged'),
		resolved: input.boolean('resolved'),
		kinds: kinds(input, TROUBLE_KINDS, ['all']),
	};
}

export interface DashboardQuestion extends Chosen {
	workflowId: string | null;
	/** Of the executions that are counted, and of those whose errors and alerts are. */
	kinds: readonly ExecutionKind[] | null;
	troubleKinds: readonly ExecutionKind[] | null;
	/** As it is echoed. */
	period: { start: string; end: string };
	/** As it is counted: without an end given nothing is left out because some clock is ahead of ours. */
	span: Span;
}

export function dashboardQuestion(given: unknown, now: number): DashboardQuestion {
	const input = new Input(given ?? {});
	const { start, end } = span(input);
	const until = end === null ? now : Date.parse(end);
	const from = start ?? new Date(Math.max(0, until - 30 * DAY)).toISOString();
	return {
		workflowId: input.text('workflowId', TEXT_LIMITS.workflow_id),
		instances: instances(input),
		kinds: kinds(input, PRODUCTION_KINDS, ['production']),
		troubleKinds: kinds(input, TROUBLE_KINDS, ['production']),
		period: { start: from, end: new Date(until).toISOString() },
		span: { start: from, end },
	};
}

export interface HealthQuery {
	/** Another n8n of the same database; default: this one. */
	instanceId?: string;
}

export interface HealthQuestion {
	instanceId: string | null;
	/** What its health is judged by: its dashboard as it is by default. */
	dashboard: DashboardQuestion;
}

/** @param now ms since the epoch */
export function healthQuestion(given: unknown, now: number): HealthQuestion {
	const input = new Input(given ?? {});
	return {
		instanceId: input.text('instanceId', TEXT_LIMITS.execution_id),
		dashboard: dashboardQuestion({}, now),
	};
}
