import { isSqlError, type Sql, type Store } from '../pool';
import { countFailedChildren } from './count-failed-children';
import { ensureLogPartitions } from './ensure-log-partitions';
import { insertAlerts } from './insert-alerts';
import { insertDeliveries } from './insert-deliveries';
import { insertErrors } from './insert-errors';
import { insertLogs } from './insert-logs';
import { insertModelUsage } from './insert-model-usage';
import { keepShapes } from './keep-shapes';
import { lockExecutions } from './lock-executions';
import { noteWrite } from './note-write';
import { recordMetrics } from './record-metrics';
import { reopenReturnedGroups } from './reopen-returned-groups';
import { UnwritableRow, type Batch } from './rows';
import { upsertErrorGroups, type GroupedError } from './upsert-error-groups';
import { upsertExecutions } from './upsert-executions';
import { performanceFromExecutions, upsertPerformance } from './upsert-performance';
import { upsertWorkflows } from './upsert-workflows';

export interface WriteResult {
	/** Rows that were not there before. */
	stored: number;
	/** Rows that met themselves. */
	duplicate: number;
}

const ATTEMPTS_MOST = 4;

/**
 * Writes one batch in one transaction, one statement a table. Safe to repeat after a commit whose outcome is
 * unknown. A missing day partition is made, and a deadlock with another writer over, before the batch is tried again.
 */
export async function writeBatch(
	store: Store,
	instanceId: string,
	batch: Batch,
): Promise<WriteResult> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await writeOnce(store, instanceId, batch);
		} catch (error) {
			if (attempt === ATTEMPTS_MOST) throw error;
			if (isMissingPartition(error)) {
				await ensureLogPartitions(
					store,
					batch.logs.map(({ timestamp }) => timestamp),
				);
			} else if (!isDeadlock(error)) throw error;
		}
	}
}

/** Rows that do not exist yet cannot be locked in order: of two writers that wait for one another one begins anew. */
function isDeadlock(error: unknown): boolean {
	return isSqlError(error) && (error.code === '40P01' || error.code === '40001');
}

async function writeOnce(store: Store, instanceId: string, batch: Batch): Promise<WriteResult> {
	return await store.transaction(async (sql) => {
		await upsertWorkflows(sql, instanceId, batch.workflows);
		await writeExecutions(sql, instanceId, batch);
		await performanceFromExecutions(sql, instanceId, batch.ended);
		await upsertPerformance(sql, instanceId, batch.performance);
		const newErrors = await insertErrors(sql, instanceId, batch.errors);
		const inserted =
			newErrors.length +
			(await insertAlerts(sql, instanceId, batch.alerts)) +
			(await insertLogs(sql, instanceId, batch.logs)) +
			(await insertModelUsage(sql, instanceId, batch.modelUsage)) +
			(await recordMetrics(sql, instanceId, batch.metrics));
		await keepShapes(sql, instanceId, batch.shapes);
		await noteWrite(sql, instanceId, batch);
		const delivered = await insertDeliveries(sql, instanceId, batch.deliveries);
		// Last: many processes may wait for the row of one group.
		await writeErrorGroups(sql, instanceId, newErrors);
		const insertable =
			batch.errors.length + batch.alerts.length + batch.logs.length + batch.modelUsage.length + batch.metrics.length + batch.deliveries.length;
		const upserted = batch.workflows.length + batch.executions.length + batch.performance.length + batch.shapes.length;
		return {
			stored: upserted + inserted + delivered,
			duplicate: insertable - inserted - delivered,
		};
	});
}

/** Executions, and with them how many children of each have failed: known once both are written, in any order. */
async function writeExecutions(
	sql: Sql,
	instanceId: string,
	{ executions, ended }: Batch,
): Promise<void> {
	const parents = executions.flatMap(({ parent_execution_id: parent }) => parent ?? []);
	if (parents.length > 0) {
		const ids = executions.map(({ execution_id }) => execution_id);
		await lockExecutions(sql, instanceId, [...ids, ...parents]);
	}
	await upsertExecutions(sql, instanceId, executions);
	const touched = [...parents, ...ended.map(({ execution_id }) => execution_id)];
	await countFailedChildren(sql, instanceId, [...new Set(touched)]);
}

async function writeErrorGroups(sql: Sql, instanceId: string, newErrors: Batch['errors']): Promise<void> {
	const grouped = newErrors.filter((error): error is GroupedError => error.group_id != null);
	const { fresh, mayReturn } = await upsertErrorGroups(sql, instanceId, grouped);
	const returning = grouped.filter(({ group_id }) => mayReturn.has(group_id));
	const regressed = await reopenReturnedGroups(sql, instanceId, returning);
	const told = new Set<string>();
	const heard = grouped.flatMap(({ group_id: group, hears = [] }) =>
		hears.filter(({ event, monitor_workflow_id: workflow, monitor_node_id: node }) => {
			if (!(event === 'error_group_new' ? fresh : regressed).has(group)) return false;
			const key = [event, group, workflow, node].join(' ');
			return !told.has(key) && told.add(key);
		}),
	);
	await insertDeliveries(sql, instanceId, heard);
}

/** Postgres says "no partition of relation found" as a check violation that names no constraint. */
function isMissingPartition(error: unknown): boolean {
	return (
		isSqlError(error) &&
		error.code === '23514' &&
		(error as { constraint?: string }).constraint === undefined
	);
}

/**
 * The row itself is at fault: trying again cannot help. Classes 21, 22, 23 (two rows for one, data, constraints),
 * 44 (a view's check), 54 (beyond a limit of Postgres, such as the depth of JSON), P0 (somebody's trigger), and what has no JSON.
 */
export function isRefusedRow(error: unknown): boolean {
	return error instanceof UnwritableRow || (isSqlError(error) && /^(2[123]|44|54|P0)/.test(error.code));
}
