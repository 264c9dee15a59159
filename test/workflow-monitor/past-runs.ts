import { newId } from '../../monitoring/recorder/row-id';
import { ensureLogPartitions } from '../../monitoring/store/write/ensure-log-partitions';
import { insertLogs } from '../../monitoring/store/write/insert-logs';
import type { TestDatabase } from '../support/database';
import { ended, storeExecutions } from './monitored';

/** A node and the ms that it took, and the items that it got and yielded; ms of null begin a wait. */
export type Step = [node: string, ms: number | null, items?: number];

/** Writes the rows of node runs that an execution of workflow "wf" has had so far. */
export async function storeNodeRuns(
	database: TestDatabase,
	executionId: string,
	startedAt: number,
	steps: readonly Step[],
): Promise<void> {
	let at = startedAt;
	const rows = steps.map(([node, ms, items = 1], index) => {
		at += ms ?? 0;
		return {
			id: newId(at),
			timestamp: at,
			workflow_id: 'wf',
			execution_id: executionId,
			log_level: 'info' as const,
			message: ms === null ? `Node "${node}" waits` : `Node "${node}" finished`,
			node_id: node,
			node_name: node,
			step_number: index + 1,
			duration: ms,
			items_in: items,
			items_out: items,
			metadata: { run_index: 0 },
		};
	});
	const store = database.store();
	await ensureLogPartitions(store, rows.map(({ timestamp }) => timestamp));
	await insertLogs(store, 'this-n8n', rows);
}

/** Successful executions of workflow "wf", "past-1" and so on, an hour apart, the first one the newest. */
export async function storePastRuns(database: TestDatabase, runs: ReadonlyArray<readonly Step[]>): Promise<void> {
	for (const [index, steps] of runs.entries()) {
		const execution_id = `past-${index + 1}`;
		const started_at = Date.now() - (index + 1) * 3_600_000;
		const took = steps.reduce((sum, [, ms]) => sum + (ms ?? 0), 0);
		const execution = ended('success', { execution_id, started_at, took, node_runs: steps.length });
		await storeExecutions(database, [execution]);
		await storeNodeRuns(database, execution_id, started_at, steps);
	}
}
