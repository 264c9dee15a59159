import type { Sql } from '../store/pool';
import { withTimeLimit } from '../store/read/with-time-limit';
import { ChoiceDatabase } from './choice-database';
import { tookTooLong } from './database-failure';
import type { BottlenecksQuestion, PercentilesQuestion, TrendsQuestion } from './performance-questions';
import type { Chosen } from './question-parts';
import { readBottlenecks, type Bottlenecks } from './read-bottlenecks';
import { readPercentiles, type Percentiles } from './read-percentiles';
import { readTrends, type Trends } from './read-trends';

/** One statement, and all of an answer, may take so many ms. */
const STATEMENT_WITHIN = 10_000;
const ANSWER_WITHIN = 20_000;

type Read<Answer> = (sql: Sql, instanceId: string | readonly string[]) => Promise<Answer>;

/** How long executions take, where their time goes, and what has changed. */
export class PerformanceDatabase extends ChoiceDatabase {
	async percentiles(question: PercentilesQuestion): Promise<Percentiles> {
		return await this.within(question, async (sql, instance) => await readPercentiles(sql, instance, question));
	}

	async bottlenecks(question: BottlenecksQuestion): Promise<Bottlenecks> {
		return await this.within(question, async (sql, instance) => await readBottlenecks(sql, instance, question));
	}

	async trends(question: TrendsQuestion): Promise<Trends> {
		return await this.within(question, async (sql, instance) => await readTrends(sql, instance, question));
	}

	protected async within<Answer>(question: Chosen, read: Read<Answer>): Promise<Answer> {
		const { store } = this.connection;
		const deadline = Date.now() + ANSWER_WITHIN;
		return await this.read(
			question,
			async (_, instance) =>
				await withTimeLimit(store, STATEMENT_WITHIN, async (sql) => await read(until(deadline, sql), instance)),
		);
	}
}

/** Begins no statement after the deadline. */
function until(deadline: number, sql: Sql): Sql {
	return {
		schema: sql.schema,
		query: async (text, values) => {
			if (Date.now() > deadline) throw tookTooLong();
			return await sql.query(text, values);
		},
	};
}
