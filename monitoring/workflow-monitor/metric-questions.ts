import { AGGREGATIONS, niceStep, type Aggregation } from '../analytics/metric-series';
import { maskText } from '../masking/mask-secrets';
import { METRIC_TYPES, type MetricType } from '../model/enums';
import type { MetricRecord } from '../model/records';
import { newId } from '../recorder/row-id';
import type { MetricDefinition } from '../store/write/define-metric';
import { storableText } from '../store/write/rows';
import { Input } from './input';
import { masked } from './masked-input';
import { MonitorInputError } from './monitor-error';
import type { New } from './new-records';
import { span } from './question-parts';

/** As Prometheus has them. */
const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/;
const NAME_MAX = 200;
const UNIT_MAX = 50;
const DESCRIPTION_MAX = 1_000;
const LABELS_MOST = 10;
const LABEL_VALUE_MAX = 200;
const SETS_MOST = 10_000;
const SETS_DEFAULT = 100;
const BUCKETS_MOST = 50;
/** Those of Prometheus' clients. */
const BUCKETS_DEFAULT = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const DAY = 86_400_000;
const STEPS_MOST = 1_500;

export interface MetricInput {
	/** Letters, digits, _ and :, not beginning with a digit. */
	name: string;
	/** counter: adds up; gauge: goes up and down; histogram: is spread over buckets */
	type: MetricType;
	/** Such as seconds, EUR, orders */
	unit?: string;
	description?: string;
	/** Ten at most. */
	labelNames?: string[] | string;
	/** Upper bounds of a histogram's buckets, ascending, 50 at most. Default: 0.005 to 10, as Prometheus' clients have them */
	buckets?: number[];
	/** So many different sets of labels are kept apart, those beyond become one. Default: 100 */
	labelSetsMost?: number;
}

export interface MetricValueInput {
	value: number;
	labels?: Record<string, string | number | boolean>;
	/** Default: now */
	time?: Date | string | number;
	/** Defines the metric as one of this type where there is none, with these labels. */
	defineAs?: MetricType;
}

export interface MetricSeriesQuery {
	/** Default: the last 24 hours */
	startTime?: Date | string | number;
	endTime?: Date | string | number;
	/** Whole minutes, in s. Default: by the range */
	step?: number;
	/** Default: sum of a counter, last of a gauge, p95 of a histogram */
	aggregation?: Aggregation;
	/** Labels to keep apart; all others are taken together. */
	groupBy?: string[] | string;
	/** Only what has these labels. */
	labels?: Record<string, string>;
}

export interface MetricRecording {
	row: New<MetricRecord>;
	defineAs: MetricType | null;
}

export interface MetricSeriesQuestion {
	name: string;
	/** ms since the epoch */
	start: number;
	end: number;
	/** s */
	step: number;
	aggregation: Aggregation | null;
	groupBy: string[];
	labels: Record<string, string>;
}

/** @throws MonitorInputError, as all of these do */
export function newMetric(given: unknown): MetricDefinition {
	const input = new Input(given);
	const type = input.requiredOneOf('type', METRIC_TYPES);
	return {
		name: metricName(input.anything('name')),
		metric_type: type,
		unit: input.text('unit', UNIT_MAX),
		description: masked(input, 'description', DESCRIPTION_MAX),
		label_names: labelNames(input, 'labelNames'),
		buckets: type === 'histogram' ? buckets(input) : null,
		label_sets_most: input.integer('labelSetsMost', 1, SETS_MOST) ?? SETS_DEFAULT,
	};
}

/** @param now ms since the epoch */
export function newMetricValue(name: unknown, given: unknown, now: number): MetricRecording {
	const input = new Input(given);
	const time = input.instant('time');
	const timestamp = time === null ? now : Date.parse(time);
	if (timestamp > now + DAY) throw new MonitorInputError('time', time, 'a time that is not more than a day ahead');
	const value = input.number('value', 'a number');
	if (value === null || !Number.isFinite(value)) {
		throw new MonitorInputError('value', value === null ? undefined : String(value), 'a number');
	}
	const row = { id: newId(now), name: metricName(name), value, labels: labelsOf(input), timestamp };
	return { row, defineAs: input.oneOf('defineAs', METRIC_TYPES) };
}

/** @param now ms since the epoch */
export function metricSeriesQuestion(name: unknown, given: unknown, now: number): MetricSeriesQuestion {
	const input = new Input(given ?? {});
	const times = span(input);
	const end = times.end === null ? now : Date.parse(times.end);
	const start = times.start === null ? Math.max(0, end - DAY) : Date.parse(times.start);
	const seconds = (end - start) / 1_000;
	const step = input.integer('step', 60, 31 * 86_400) ?? niceStep(seconds);
	if (step % 60 !== 0) throw new MonitorInputError('step', step, 'whole minutes, in s, such as 300');
	if (seconds / step > STEPS_MOST) {
		throw new MonitorInputError('step', step, `one that gives at most ${STEPS_MOST} steps, or a shorter range of time`);
	}
	return {
		name: metricName(name),
		start,
		end,
		step,
		aggregation: input.oneOf('aggregation', AGGREGATIONS),
		groupBy: labelNames(input, 'groupBy'),
		labels: Object.fromEntries(labelsOf(input)),
	};
}

function metricName(given: unknown): string {
	const allowed = `a name such as orders_total: letters, digits, _ and :, not beginning with a digit, ${NAME_MAX} characters at most`;
	if (given === undefined || given === null || given === '') throw new MonitorInputError('name', undefined, allowed);
	if (typeof given !== 'string' || given.length > NAME_MAX || !NAME.test(given)) {
		throw new MonitorInputError('name', given, allowed);
	}
	return given;
}

function labelNames(input: Input, field: string): string[] {
	const names = [...new Set(input.texts(field, NAME_MAX)?.filter((name) => name !== '') ?? [])];
	for (const name of names) checkLabel(field, name);
	if (names.length > LABELS_MOST) throw new MonitorInputError(field, names, `${LABELS_MOST} labels at most`);
	return names.sort();
}

function checkLabel(field: string, name: string): void {
	if (LABEL.test(name)) return;
	throw new MonitorInputError(field, name, 'names of labels: letters, digits and _, not beginning with a digit or __');
}

/** In the order of their names, masked and cut; what is empty is as good as not given. */
function labelsOf(input: Input): Array<[string, string]> {
	const labels = Object.entries(input.object('labels') ?? {}).map(([name, value]): [string, string] => {
		checkLabel('labels', name);
		return [name, labelValue(name, value)];
	});
	return labels.filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
}

function labelValue(name: string, value: unknown): string {
	if (value === null || value === undefined) return '';
	if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol') {
		throw new MonitorInputError(`labels.${name}`, value, 'a text, a number, true or false');
	}
	const safe = maskText(storableText(String(value).slice(0, 4 * LABEL_VALUE_MAX)));
	return [...safe].slice(0, LABEL_VALUE_MAX).join('');
}

function buckets(input: Input): number[] {
	const allowed = `numbers in ascending order, at most ${BUCKETS_MOST}, such as 0.1, 0.5, 1, 5`;
	const given = input.anything('buckets');
	const listed: unknown = typeof given === 'string' && given !== '' ? given.split(',') : given;
	const list = new Input({ buckets: listed }).list('buckets', BUCKETS_MOST);
	if (list.length === 0) return BUCKETS_DEFAULT;
	const bounds = list.map((each) => (typeof each === 'string' && each.trim() !== '' ? Number(each) : each));
	if (bounds.every((each, index): each is number => isBound(each, bounds[index - 1]))) return bounds;
	throw new MonitorInputError('buckets', given, allowed);
}

function isBound(bound: unknown, before: unknown): bound is number {
	return typeof bound === 'number' && Number.isFinite(bound) && (typeof before !== 'number' || bound > before);
}
