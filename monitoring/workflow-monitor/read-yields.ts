import type { Sql } from '../store/pool';
import { listBusyWorkflows } from '../store/read/list-busy-workflows';
import { listNodeYields, listYields, type YieldRow } from '../store/read/list-yields';
import { NO_NODE_ROWS, NOTHING_ENDED, type PerformanceAnswer } from './read-percentiles';
import type { YieldQuestion } from './shape-questions';

export type Yields = PerformanceAnswer<YieldRow>;

export async function readYields(
	sql: Sql,
	instanceId: string | readonly string[],
	{ by, instances: _, ...question }: YieldQuestion,
): Promise<Yields> {
	const filter = { ...question, instanceId };
	const { workflowId, start, end } = question;
	const rows =
		by === 'node' && workflowId !== null
			? await listNodeYields(sql, { ...filter, workflowId })
			: await listYields(sql, filter);
	if (rows.length > 0) return { period: { start, end }, rows, reason: null };
	const [busy] = await listBusyWorkflows(sql, filter, 1);
	const why = by === 'node' ? NO_NODE_ROWS : 'none of them succeeded with a known number of items';
	const reason = busy === undefined ? NOTHING_ENDED : `There are ${busy.executions} executions, but ${why}`;
	return { period: { start, end }, rows, reason };
}
