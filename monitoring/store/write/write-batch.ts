import { isSqlError, type Store } from '../pool';
import { ensureLogPartitions } from './ensure-log-partitions';
import { insertAlerts } from './insert-alerts';
import { insertErrors } from './insert-errors';
import { insertLogs } from './insert-logs';
import type { Batch } from './rows';
import { upsertExecutions } from './upsert-executions';
import { performanceFromExecutions, upsertPerformance } from './upsert-performance';
import { upsertWorkflows } from './upsert-workflows';

export interface WriteResult {
	/** Rows that were not there before. */
	stored: number;
	/** Rows that met themselves. */
	duplicate: number;
}

/**
 * Writes one batch in one transaction, one statement a table. Safe to repeat after a commit whose outcome is
 * unknown. A missing day partition is made and the batch tried once more.
 */
export async function writeBatch(
	store: Store,
	instanceId: string,
	batch: Batch,
): Promise<WriteResult> {
	try {
		return await writeOnce(store, instanceId, batch);
	} catch (error) {
		if (!isMissingPartition(error)) throw error;
		await ensureLogPartitions(
			store,
			batch.logs.map(({ timestamp }) => timestamp),
		);
		return await writeOnce(store, instanceId, batch);
	}
}

async function writeOnce(store: Store, instanceId: string, batch: Batch): Promise<WriteResult> {
	return await store.transaction(async (sql) => {
		await upsertWorkflows(sql, instanceId, batch.workflows);
		await upsertExecutions(sql, instanceId, batch.executions);
		await performanceFromExecutions(sql, instanceId, batch.ended);
		await upsertPerformance(sql, instanceId, batch.performance);
		const inserted =
			(await insertErrors(sql, instanceId, batch.errors)) +
			(await insertAlerts(sql, instanceId, batch.alerts)) +
			(await insertLogs(sql, instanceId, batch.logs));
		const insertable = batch.errors.length + batch.alerts.length + batch.logs.length;
		const upserted = batch.workflows.length + batch.executions.length + batch.performance.length;
		return { stored: upserted + inserted, duplicate: insertable - inserted };
	});
}

/** Postgres says "no partition of relation found" as a check violation that names no constraint. */
export function isMissingPartition(error: unknown): boolean {
	return (
		isSqlError(error) &&
		error.code === '23514' &&
		(error as { constraint?: string }).constraint === undefined
	);
}

/** The row itself is at fault (data exception or constraint): trying again cannot help. */
export function isRefusedRow(error: unknown): boolean {
	return isSqlError(error) && /^2[23]/.test(error.code);
}
