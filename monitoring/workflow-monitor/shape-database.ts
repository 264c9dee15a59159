import type { ShapeFilter } from '../store/read/list-shapes';
import { ModelUsageDatabase } from './model-usage-database';
import type { Question } from './question-parts';
import { compareShapes, readShapes, type ComparedShapes, type ShapeRow } from './read-shapes';
import { readYields, type Yields } from './read-yields';
import type { ComparisonQuestion, YieldQuestion } from './shape-questions';

/** What workflows and nodes yield: how much, and with which fields. */
export class ShapeDatabase extends ModelUsageDatabase {
	async shapes(question: Question<ShapeFilter>): Promise<ShapeRow[]> {
		return await this.read(
			question,
			async (sql, instanceId) => await readShapes(sql, { ...question, instanceId }),
		);
	}

	async compareShapes(question: ComparisonQuestion): Promise<ComparedShapes> {
		return await this.run(async (sql, instance) => await compareShapes(sql, instance, question));
	}

	async yields(question: YieldQuestion): Promise<Yields> {
		return await this.within(question, async (sql, instance) => await readYields(sql, instance, question));
	}
}
