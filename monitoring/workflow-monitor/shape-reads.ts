import { withAliases, type WithAliases } from './aliases';
import { ModelUsageReads } from './model-usage-reads';
import { withRows, type WithRows } from './performance-reads';
import type { ComparedShapes, ShapeRow } from './read-shapes';
import type { Yields } from './read-yields';
import {
	comparisonQuestion,
	shapeQuestion,
	yieldQuestion,
	type ShapeComparison,
	type ShapeQuery,
	type YieldQuery,
} from './shape-questions';

export type MonitorShape = WithAliases<ShapeRow>;
export type MonitorYields = WithRows<Yields>;
export type MonitorShapeComparison = WithAliases<
	Omit<ComparedShapes, 'before' | 'after' | 'changes'> & {
		before: WithAliases<ComparedShapes['after']> | null;
		after: WithAliases<ComparedShapes['after']>;
		changes: Array<WithAliases<ComparedShapes['changes'][number]>>;
	}
>;

/** What workflows and nodes yield: how much, and with which fields. */
export class ShapeReads extends ModelUsageReads {
	/** Shapes that outputs of nodes have and had, the one that began last first, each with what was new about it. */
	async getShapes(query: ShapeQuery = {}): Promise<MonitorShape[]> {
		return (await this.open().shapes(shapeQuestion(query))).map(withAliases);
	}

	/** What is different between two shapes of an output, each difference with the first execution that had it. */
	async compareShapes(which: ShapeComparison): Promise<MonitorShapeComparison> {
		const found = await this.open().compareShapes(comparisonQuestion(which));
		return withAliases({
			...found,
			before: found.before === null ? null : withAliases(found.before),
			after: withAliases(found.after),
			changes: found.changes.map(withAliases),
		});
	}

	/** Items of successful runs by workflow, or of one workflow by node; the last 30 days where nothing is said. */
	async getYield(query: YieldQuery = {}): Promise<MonitorYields> {
		return withRows(await this.open().yields(yieldQuestion(query, Date.now())));
	}
}
