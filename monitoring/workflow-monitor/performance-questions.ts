import { PRODUCTION_KINDS, type ExecutionKind } from '../model/enums';
import { TEXT_LIMITS } from '../model/limits';
import type { ExecutionsOf } from '../store/read/list-busy-workflows';
import {
	PERCENTILE_METRICS,
	PERCENTILE_STEPS,
	type PercentileFilter,
	type PercentileMetric,
	type PercentileStep,
} from '../store/read/list-percentiles';
import { Input } from './input';
import { MonitorInputError } from './monitor-error';
import { instances, kinds, LIMIT_DEFAULT, LIMIT_MAX, span, timeZone, type Chosen } from './question-parts';
import type { DashboardQuery } from './read-questions';

const DAY = 86_400_000;
const DAYS_MOST = 366;

/** A sub-workflow is part of production, and each workflow has rows of its own, so that nothing counts twice. */
const KINDS: readonly ExecutionKind[] = [...PRODUCTION_KINDS, 'sub_workflow'];

/** Of one workflow or of all; production executions, their sub-workflows included, where no modes are given. */
export type PerformancePeriodQuery = DashboardQuery;

export interface PercentilesQuery extends PerformancePeriodQuery {
	/** What a row is about; nodes want a workflow. Default: workflow */
	by?: 'workflow' | 'node';
	/** What of executions is measured; default: duration */
	metric?: PercentileMetric;
	/** A row for each hour or day. */
	every?: PercentileStep;
	/** Whose days they are, such as Europe/Berlin; default: UTC */
	timeZone?: string;
	/** Rows, 1,000 at most; default: 50, with `every` 1,000 */
	limit?: number;
}

export interface BottlenecksQuery extends PerformancePeriodQuery {
	/** Nodes, 1,000 at most; default: 50 */
	limit?: number;
}

export type TrendsQuery = PerformancePeriodQuery;

export interface PeriodQuestion extends Chosen, Omit<ExecutionsOf, 'instanceId'> {
	/** ISO 8601 */
	start: string;
	end: string;
}

export interface PercentilesQuestion extends PeriodQuestion, Pick<PercentileFilter, 'every' | 'timeZone' | 'limit'> {
	by: 'workflow' | 'node';
	metric: PercentileMetric;
}

export interface BottlenecksQuestion extends PeriodQuestion {
	limit: number;
}

export type TrendsQuestion = PeriodQuestion;

/** @throws MonitorInputError, as all of these do @param now ms since the epoch */
export function percentilesQuestion(given: unknown, now: number): PercentilesQuestion {
	const input = new Input(given ?? {});
	const by = input.oneOf('by', ['workflow', 'node'] as const) ?? 'workflow';
	const every = input.oneOf('every', PERCENTILE_STEPS);
	const metric = input.oneOf('metric', PERCENTILE_METRICS) ?? 'duration';
	if (by === 'node' && input.text('workflowId', TEXT_LIMITS.workflow_id) === null) {
		throw new MonitorInputError('workflowId', undefined, 'the id of the workflow whose nodes are meant');
	}
	if (by === 'node' && metric !== 'duration') {
		throw new MonitorInputError('metric', metric, 'duration, since nodes do not stand in a queue');
	}
	return {
		...period(input, now, 30),
		by,
		metric,
		every,
		timeZone: timeZone(input),
		limit: input.integer('limit', 1, LIMIT_MAX) ?? (every === null ? LIMIT_DEFAULT : LIMIT_MAX),
	};
}

export function bottlenecksQuestion(given: unknown, now: number): BottlenecksQuestion {
	const input = new Input(given ?? {});
	return { ...period(input, now, 7), limit: input.integer('limit', 1, LIMIT_MAX) ?? LIMIT_DEFAULT };
}

export function trendsQuestion(given: unknown, now: number): TrendsQuestion {
	return period(new Input(given ?? {}), now, 30);
}

/** @param days where no start is given */
export function period(input: Input, now: number, days: number): PeriodQuestion {
	const given = span(input);
	const end = given.end === null ? now : Date.parse(given.end);
	const start = given.start === null ? Math.max(0, end - days * DAY) : Date.parse(given.start);
	if (end - start > DAYS_MOST * DAY) {
		throw new MonitorInputError('startTime', given.start, `a time at most ${DAYS_MOST} days before the end`);
	}
	return {
		workflowId: input.text('workflowId', TEXT_LIMITS.workflow_id),
		instances: instances(input),
		kinds: kinds(input, KINDS, ['production']),
		start: new Date(start).toISOString(),
		end: new Date(end).toISOString(),
	};
}
