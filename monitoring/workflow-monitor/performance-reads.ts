import { ExecutionReads } from './execution-reads';
import {
	bottlenecksQuestion,
	percentilesQuestion,
	trendsQuestion,
	type BottlenecksQuery,
	type PercentilesQuery,
	type TrendsQuery,
} from './performance-questions';
import { withAliases, type WithAliases } from './aliases';
import type { Bottlenecks } from './read-bottlenecks';
import type { Percentiles } from './read-percentiles';
import type { Trends } from './read-trends';

export type WithRows<Answer extends { rows: object[] }> = WithAliases<
	Omit<Answer, 'rows'> & { rows: Array<WithAliases<Answer['rows'][number]>> }
>;
export type MonitorPercentiles = WithRows<Percentiles>;
export type MonitorBottlenecks = WithRows<Bottlenecks>;
export type MonitorTrends = WithRows<Trends>;

/** How long executions take, where their time goes, and what has changed. Where there are no rows, `reason` says why. */
export class PerformanceReads extends ExecutionReads {
	/** Mean, percentiles and maximum in ms of executions by workflow, or of the node runs of one workflow by node. */
	async getPercentiles(query: PercentilesQuery = {}): Promise<MonitorPercentiles> {
		return withRows(await this.open().percentiles(percentilesQuestion(query, Date.now())));
	}

	/** Nodes by the time that their runs took themselves, the greatest first; the last seven days where nothing is said. */
	async getBottlenecks(query: BottlenecksQuery = {}): Promise<MonitorBottlenecks> {
		return withRows(await this.open().bottlenecks(bottlenecksQuestion(query, Date.now())));
	}

	/** What got slower or faster, or fails more or less, since when and with which version; what is worse first. */
	async getTrends(query: TrendsQuery = {}): Promise<MonitorTrends> {
		return withRows(await this.open().trends(trendsQuestion(query, Date.now())));
	}
}

export function withRows<Answer extends { rows: object[] }>(answer: Answer): WithRows<Answer> {
	return withAliases({ ...answer, rows: answer.rows.map(withAliases) }) as WithRows<Answer>;
}
