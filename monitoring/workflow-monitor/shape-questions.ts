import { SHAPE_MODES, type ShapeMode } from '../model/known-shape';
import { TEXT_LIMITS } from '../model/limits';
import type { ShapeFilter } from '../store/read/list-shapes';
import { Input } from './input';
import { MonitorInputError } from './monitor-error';
import { period, type PeriodQuestion, type PerformancePeriodQuery } from './performance-questions';
import { common, LIMIT_DEFAULT, LIMIT_MAX, type Question } from './question-parts';
import type { ListQuery } from './read-questions';

const OUTPUT_MOST = 1_000;

/** Shapes that began between the times. */
export interface ShapeQuery extends Omit<ListQuery, 'executionId'> {
	/** Id or name of a node. */
	node?: string;
	/** Number of an output, the first is 0. */
	output?: number;
	/** Of production executions, of runs by hand (`test`), or of both; default: production */
	mode?: ShapeMode | 'all';
	/** Only shapes that outputs have now, or only those that they have no more. */
	current?: boolean;
}

/**
 * Two shapes of one output: by their ids, the later one alone against the one before it, or the present one of a node
 * of a workflow against the one before.
 */
export interface ShapeComparison {
	shapeId?: string;
	/** The earlier one; default: the one before. */
	earlierShapeId?: string;
	workflowId?: string;
	/** Id or name of a node. */
	node?: string;
	/** Default: 0 */
	output?: number;
	/** Default: production */
	mode?: ShapeMode;
}

export interface YieldQuery extends PerformancePeriodQuery {
	/** What a row is about; nodes want a workflow. Default: workflow */
	by?: 'workflow' | 'node';
	/** Rows, 1,000 at most; default: 50 */
	limit?: number;
}

/** Which shape is compared: one by its id, or the present one of an output. */
export type ComparedShape = { id: string } | { workflowId: string; node: string; output: number; mode: ShapeMode };

export interface ComparisonQuestion {
	shape: ComparedShape;
	earlierId: string | null;
}

export interface YieldQuestion extends PeriodQuestion {
	by: 'workflow' | 'node';
	limit: number;
}

/** @throws MonitorInputError, as all of these do */
export function shapeQuestion(given: unknown): Question<ShapeFilter> {
	const input = new Input(given ?? {});
	const { executionId: _, ...page } = common(input);
	const mode = input.oneOf('mode', [...SHAPE_MODES, 'all'] as const) ?? 'production';
	return {
		...page,
		id: null,
		node: input.text('node', TEXT_LIMITS.node_name),
		output: input.integer('output', 0, OUTPUT_MOST),
		mode: mode === 'all' ? null : mode,
		current: input.boolean('current'),
	};
}

export function comparisonQuestion(given: unknown): ComparisonQuestion {
	const input = new Input(given ?? {});
	const earlierId = input.text('earlierShapeId', 36) === null ? null : input.uuid('earlierShapeId');
	if (input.text('shapeId', 36) !== null) return { shape: { id: input.uuid('shapeId') }, earlierId };
	if (earlierId !== null) {
		throw new MonitorInputError('shapeId', undefined, 'the id of the later shape, as Get Many gives it');
	}
	return {
		shape: {
			workflowId: input.requiredText('workflowId', TEXT_LIMITS.workflow_id),
			node: input.requiredText('node', TEXT_LIMITS.node_name),
			output: input.integer('output', 0, OUTPUT_MOST) ?? 0,
			mode: input.oneOf('mode', SHAPE_MODES) ?? 'production',
		},
		earlierId,
	};
}

/** @param now ms since the epoch */
export function yieldQuestion(given: unknown, now: number): YieldQuestion {
	const input = new Input(given ?? {});
	const by = input.oneOf('by', ['workflow', 'node'] as const) ?? 'workflow';
	const question = period(input, now, 30);
	if (by === 'node' && question.workflowId === null) {
		throw new MonitorInputError('workflowId', undefined, 'the id of the workflow whose nodes are meant');
	}
	return { ...question, by, limit: input.integer('limit', 1, LIMIT_MAX) ?? LIMIT_DEFAULT };
}
