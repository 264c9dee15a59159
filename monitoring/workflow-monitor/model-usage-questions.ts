import { TEXT_LIMITS } from '../model/limits';
import { USAGE_GROUPS, type ModelUsageFilter, type UsageGroup } from '../store/read/sum-model-usage';
import type { ModelPrice } from '../store/write/set-model-price';
import { Input } from './input';
import { MonitorInputError } from './monitor-error';
import { masked } from './masked-input';
import { instances, LIMIT_MAX, span, timeZone, type Question } from './question-parts';

const DAY = 86_400_000;
const DAYS_DEFAULT = 30;
const LIMIT_DEFAULT = 100;
const BEGINNING = new Date(0).toISOString();
/** What `numeric(20,10)` holds. */
const PRICE = /^\d{1,10}(\.\d{1,10})?$/;

/** Manual runs count as well: they cost the same. */
export interface ModelUsageQuery {
	/** What a row is about; several split further. Default: model */
	groupBy?: UsageGroup | UsageGroup[];
	/** Default: the last 30 days */
	startTime?: Date | string | number;
	endTime?: Date | string | number;
	workflowId?: string;
	executionId?: string;
	provider?: string;
	model?: string;
	/** Whose days they are, such as Europe/Berlin; default: UTC */
	timeZone?: string;
	/** Rows, 1,000 at most; default: 100 */
	limit?: number;
	/** Ids of instances, or '*' for all */
	instances?: string | string[];
}

export interface ModelPriceInput {
	/** A model's name, or a pattern in which * stands for any text: gpt-4o-2024* */
	model: string;
	/** Default: any */
	provider?: string;
	/** Of a million tokens. A text keeps all its decimals. */
	inputPrice: number | string;
	outputPrice: number | string;
	/** Such as EUR; default: USD */
	currency?: string;
	/** Default: from the beginning */
	validFrom?: Date | string | number;
	by?: string;
}

export type ModelPriceName = Pick<ModelPriceInput, 'model' | 'provider' | 'validFrom'>;

export interface ModelUsageQuestion extends Question<ModelUsageFilter> {
	start: string;
}

/** @throws MonitorInputError, as all of these do @param now ms since the epoch */
export function modelUsageQuestion(given: unknown, now: number): ModelUsageQuestion {
	const input = new Input(given ?? {});
	const { start, end } = span(input);
	const until = end === null ? now : Date.parse(end);
	return {
		instances: instances(input),
		workflowId: input.text('workflowId', TEXT_LIMITS.workflow_id),
		executionId: input.text('executionId', TEXT_LIMITS.execution_id),
		provider: input.text('provider', TEXT_LIMITS.provider),
		model: input.text('model', TEXT_LIMITS.model),
		groups: input.someOf('groupBy', USAGE_GROUPS) ?? ['model'],
		timeZone: timeZone(input),
		limit: input.integer('limit', 1, LIMIT_MAX) ?? LIMIT_DEFAULT,
		start: start ?? new Date(Math.max(0, until - DAYS_DEFAULT * DAY)).toISOString(),
		end,
	};
}

export function newModelPrice(given: unknown): ModelPrice {
	const input = new Input(given ?? {});
	return {
		...priceName(input),
		valid_from: input.instant('validFrom') ?? BEGINNING,
		input_price: price(input, 'inputPrice'),
		output_price: price(input, 'outputPrice'),
		currency: currency(input),
		updated_by: masked(input, 'by', TEXT_LIMITS.resolved_by),
	};
}

export function modelPriceName(given: unknown): { provider: string; model: string; valid_from: string | null } {
	const input = new Input(given ?? {});
	return { ...priceName(input), valid_from: input.instant('validFrom') };
}

function priceName(input: Input): { provider: string; model: string } {
	return {
		provider: input.text('provider', TEXT_LIMITS.provider)?.trim().toLowerCase() ?? '*',
		model: input.requiredText('model', TEXT_LIMITS.model).trim(),
	};
}

function price(input: Input, field: string): string {
	const allowed = 'what a million tokens cost, such as 2.50: from 0 on, with at most ten decimals';
	const value = input.number(field, allowed);
	if (value === null) throw new MonitorInputError(field, undefined, allowed);
	const given = input.anything(field);
	const text = typeof given === 'string' ? given.trim() : decimal(value);
	if (!PRICE.test(text)) throw new MonitorInputError(field, given, allowed);
	return text;
}

/** A number without an exponent, as short as it can be told apart. */
function decimal(value: number): string {
	const text = String(value);
	return text.includes('e') ? value.toFixed(20).replace(/\.?0+$/, '') : text;
}

function currency(input: Input): string {
	const given = input.text('currency', 3)?.toUpperCase() ?? 'USD';
	if (!/^[A-Z]{3}$/.test(given)) throw new MonitorInputError('currency', given, 'three letters such as USD or EUR');
	return given;
}
