import type { Sql } from '../store/pool';
import { listBusyWorkflows, type ExecutionsOf } from '../store/read/list-busy-workflows';
import { listExecutionPercentiles, listNodePercentiles, type PercentileRow } from '../store/read/list-percentiles';
import type { PercentilesQuestion } from './performance-questions';

/** What stands above all answers about performance. */
export interface PerformanceAnswer<Row> {
	period: { start: string; end: string };
	rows: Row[];
	/** Why there are no rows, and what it takes; null where there are some. */
	reason: string | null;
}

export type Percentiles = PerformanceAnswer<PercentileRow>;

export async function readPercentiles(
	sql: Sql,
	instanceId: string | readonly string[],
	{ by, instances: _, ...question }: PercentilesQuestion,
): Promise<Percentiles> {
	const filter = { ...question, instanceId };
	const { workflowId } = question;
	const rows =
		by === 'node' && workflowId !== null
			? await listNodePercentiles(sql, { ...filter, workflowId })
			: await listExecutionPercentiles(sql, filter);
	const reason = rows.length > 0 ? null : await reasonForNone(sql, filter, by);
	return { period: { start: question.start, end: question.end }, rows, reason };
}

export const NOTHING_ENDED =
	'No execution of these modes started in this period and ended by itself: choose a longer period, or other modes';

export const NO_NODE_ROWS = 'their node runs have no rows: the monitor records them from log level info on';

async function reasonForNone(sql: Sql, filter: ExecutionsOf, by: PercentilesQuestion['by']): Promise<string> {
	const [busy] = await listBusyWorkflows(sql, filter, 1);
	if (busy === undefined) return NOTHING_ENDED;
	return `There are ${busy.executions} executions, but ${by === 'node' ? NO_NODE_ROWS : 'of none of them this is known'}`;
}
