/**
 * The closed lists of the schema. Each list is written once: TypeScript types, the options of nodes and the
 * checks of input come from here, and a test compares them with the native types in `migrations/`.
 */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const ERROR_TYPES = [
	'validation',
	'network',
	'timeout',
	'permission',
	'data',
	'system',
	'unknown',
] as const;
export type ErrorType = (typeof ERROR_TYPES)[number];

export const ERROR_SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type ErrorSeverity = (typeof ERROR_SEVERITIES)[number];

export const ALERT_TYPES = ['performance', 'error', 'timeout', 'resource', 'dependency'] as const;
export type AlertType = (typeof ALERT_TYPES)[number];

export const ALERT_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type AlertSeverity = (typeof ALERT_SEVERITIES)[number];

export const EXECUTION_STATUSES = [
	'queued',
	'running',
	'waiting',
	'success',
	'error',
	'canceled',
	'crashed',
] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];

/** States of an execution that has not ended. */
export const OPEN_STATES = ['running', 'waiting', 'queued'] as const satisfies readonly ExecutionStatus[];
export type OpenState = (typeof OPEN_STATES)[number];

/** Why an execution ended; ours, beside n8n's own word in `status`. */
export const END_REASONS = [
	'finished',
	'failed',
	'stopped',
	'timeout',
	'shutdown',
	'process_lost',
	'out_of_memory',
	'refused',
] as const;
export type EndReason = (typeof END_REASONS)[number];

/**
 * What kind of run an execution is. The first five are production by the kind of its trigger (`event` is any
 * other: an app's trigger, a poll, a queue); `other` is a mode that we do not know.
 */
export const EXECUTION_KINDS = [
	'webhook',
	'schedule',
	'form',
	'chat',
	'event',
	'error',
	'sub_workflow',
	'retry',
	'manual',
	'partial',
	'evaluation',
	'cli',
	'other',
] as const;
export type ExecutionKind = (typeof EXECUTION_KINDS)[number];

/** How an ended execution counts; a generated column of its row. */
export const OUTCOMES = ['succeeded', 'succeeded_with_errors', 'failed', 'stopped'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** How much a workflow matters; moves the severity of its errors by a step. */
export const IMPORTANCES = ['low', 'normal', 'high'] as const;
export type Importance = (typeof IMPORTANCES)[number];

/** What may start a workflow with a Monitor Trigger. */
export const EVENT_KINDS = [
	'execution_failed',
	'execution_finished',
	'execution_succeeded_with_errors',
	'execution_slow',
	'execution_stuck',
	'execution_yielded_nothing',
	'error_group_new',
	'error_group_regressed',
	'log',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What a Monitor Trigger hears of unasked: a test, and a circle that was broken. */
export type DeliveredEvent = EventKind | 'test' | 'circuit_open' | 'circuit_digest';

/** Kinds that are no production at the top level: people try things, or a parent runs a part of itself. */
const NO_PRODUCTION: readonly ExecutionKind[] = ['sub_workflow', 'manual', 'partial', 'evaluation'];
export const PRODUCTION_KINDS = EXECUTION_KINDS.filter((kind) => !NO_PRODUCTION.includes(kind));

/** Kinds that start by themselves, so that a workflow which no longer does is silent. */
export const BUSY_KINDS = PRODUCTION_KINDS.filter((kind) => kind !== 'error' && kind !== 'retry');

/** What figures and lists can be narrowed to: kinds, all of production, or everything. */
export const MODES = ['production', 'all', ...EXECUTION_KINDS] as const;
export type Mode = (typeof MODES)[number];

export type SystemHealth = 'healthy' | 'degraded' | 'critical';

/** Kinds of metrics that people define: what adds up, what goes up and down, what is spread over buckets. */
export const METRIC_TYPES = ['counter', 'gauge', 'histogram'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];
