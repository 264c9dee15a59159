import { LOG_RETENTION_DAYS } from '../model/limits';
import { deleteOldRows, type CleanedTable } from '../store/maintain/delete-old-rows';
import { dropLogDays } from '../store/maintain/drop-log-days';
import type { Store } from '../store/pool';
import { removeOldMetricRecords } from '../store/write/remove-old-metric-records';
import { Input } from './input';

const DAY = 86_400_000;
const DAYS_MAX = 3_650;
const PLAIN_TABLES: CleanedTable[] = [
	'workflow_errors',
	'workflow_performance_metrics',
	'monitoring_alerts',
	'model_usage',
	'metric_points',
	'event_deliveries',
	'workflow_executions',
	'node_shapes',
];

/** Rows removed by table, and how many days of logs were dropped whole. */
export type CleanedUp = Record<CleanedTable, number> & { log_days_dropped: number };

/** @throws MonitorInputError */
export function retentionDaysOf(given: unknown): number {
	return new Input(given ?? {}).integer('retentionDays', 1, DAYS_MAX) ?? LOG_RETENTION_DAYS;
}

/** Removes what is older than so many days: of logs whole UTC days, of all else to the ms. */
export async function cleanUp(
	store: Store,
	instanceId: string,
	retentionDays: number,
	now: number,
): Promise<CleanedUp> {
	const before = new Date(now - retentionDays * DAY).toISOString();
	const day = before.slice(0, 10);
	const dropped = await dropLogDays(store, instanceId, day);
	const shared = await deleteOldRows(store, instanceId, 'workflow_execution_logs', `${day}T00:00:00.000Z`);
	const emptied = shared === 0 ? 0 : (await dropLogDays(store, instanceId, day)).days;
	const removed: CleanedUp = {
		workflow_execution_logs: dropped.rows + shared,
		workflow_errors: 0,
		workflow_performance_metrics: 0,
		monitoring_alerts: 0,
		model_usage: 0,
		metric_points: 0,
		event_deliveries: 0,
		workflow_executions: 0,
		node_shapes: 0,
		log_days_dropped: dropped.days + emptied,
	};
	for (const table of PLAIN_TABLES) removed[table] = await deleteOldRows(store, instanceId, table, before);
	await removeOldMetricRecords(store, instanceId);
	return removed;
}
