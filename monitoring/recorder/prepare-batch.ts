import { LOG_AHEAD_DAYS, LOG_RETENTION_DAYS } from '../model/limits';
import type { ErrorRecord, ExecutionRecord, LogRecord, PerformanceRecord, RowIdentity } from '../model/records';
import type { Batch, EndedRow, Stored, StoredDelivery, StoredError } from '../store/write/rows';
import { mergeExecutions } from '../capture/merge-executions';
import type { Entry } from './queue';
import { deliveryId, deterministicId, groupId, labelSetId } from './row-id';

const DAY = 86_400_000;

/**
 * Rows as they go to the tables: ids settled, times within the log table's reach, each execution once.
 *
 * @param now ms since the epoch; log rows outside of what partitions may hold are moved to the edge, and
 * keep their own time in metadata
 */
export function prepareBatch(entries: readonly Entry[], instanceId: string, now: number): Batch {
	const executions = new Map<string, ExecutionRecord>();
	const performance = new Map<string, PerformanceRecord & { id: string }>();
	const workflows = new Map<string, Batch['workflows'][number]>();
	const batch: Batch = {
		workflows: [],
		executions: [],
		ended: [],
		logs: [],
		errors: [],
		performance: [],
		alerts: [],
		shapes: [],
		modelUsage: [],
		deliveries: [],
		metrics: [],
	};
	for (const { record } of entries) {
		switch (record.table) {
			case 'workflows':
				workflows.set(record.row.workflow_id, { ...workflows.get(record.row.workflow_id), ...record.row });
				break;
			case 'workflow_executions': {
				const before = executions.get(record.row.execution_id);
				executions.set(
					record.row.execution_id,
					before === undefined ? record.row : mergeExecutions(before, record.row),
				);
				break;
			}
			case 'workflow_performance_metrics': {
				const before = performance.get(record.row.execution_id);
				const row = settled(record.row, instanceId);
				performance.set(
					record.row.execution_id,
					before === undefined ? row : { ...before, ...withoutNulls(row), id: before.id },
				);
				break;
			}
			case 'workflow_execution_logs':
				batch.logs.push(settledLog(withinReach(record.row, now), instanceId, record.row.timestamp));
				break;
			case 'workflow_errors':
				batch.errors.push(storedError(record.row, instanceId));
				break;
			case 'monitoring_alerts':
				batch.alerts.push(settled(record.row, instanceId));
				break;
			case 'node_shapes':
				batch.shapes.push(settled(record.row, instanceId));
				break;
			case 'model_usage':
				batch.modelUsage.push(settled(record.row, instanceId));
				break;
			case 'event_deliveries': {
				const { id_key: key, ...row } = record.row;
				batch.deliveries.push({ ...row, id: deliveryId(instanceId, key), group_id: null });
				break;
			}
			case 'metric_points': {
				const { name, labels } = record.row;
				const label_set_id = labelSetId(instanceId, name, JSON.stringify(labels));
				batch.metrics.push({ ...settled(record.row, instanceId), label_set_id });
				break;
			}
		}
	}
	batch.workflows = [...workflows.values()];
	batch.executions = [...executions.values()];
	batch.performance = [...performance.values()];
	batch.ended = batch.executions.flatMap((row) => endedRow(row, instanceId) ?? []);
	return batch;
}

/** Null where there is nothing for the execution's figures in it. Of one that only waits they are not made yet. */
function endedRow(row: ExecutionRecord, instanceId: string): EndedRow | null {
	const { execution_id, finished_at, started_at, segment, segment_usage: usage } = row;
	const measured = Object.keys(usage).length > 0;
	if (finished_at === null && !measured) return null;
	const id = deterministicId(instanceId, `performance\0${execution_id}`, finished_at ?? started_at);
	return { execution_id, id, usage, whole: measured && finished_at !== null && segment === 0 };
}

function storedError(record: ErrorRecord, instanceId: string): StoredError {
	const { watchers = [], ...row } = settled(record, instanceId);
	const node = row.node_id ?? row.node_name;
	const group = row.fingerprint === null ? null : groupId(instanceId, row.workflow_id, node, row.fingerprint);
	if (group === null || watchers.length === 0) return { ...row, group_id: group };
	const hears = watchers.map((watcher): StoredDelivery => {
		// A group is new once; it may come back often.
		const once = watcher.event === 'error_group_new' ? group : row.id;
		const trigger = `${watcher.monitor_workflow_id}\0${watcher.monitor_node_id}`;
		return {
			...watcher,
			id: deliveryId(instanceId, `${watcher.event}\0${once}\0${trigger}`),
			timestamp: row.timestamp,
			workflow_id: row.workflow_id,
			execution_id: row.execution_id,
			group_id: group,
			circuit: `${watcher.event} ${group}`,
			details: {},
			delay: 0,
		};
	});
	return { ...row, group_id: group, hears };
}

/** Written out, since most rows are logs: spreading one costs more than its id. */
function settledLog(row: LogRecord, instanceId: string, time: number): Stored<LogRecord> {
	return {
		id: row.id ?? deterministicId(instanceId, row.id_key ?? '', time),
		workflow_id: row.workflow_id,
		execution_id: row.execution_id,
		log_level: row.log_level,
		message: row.message,
		timestamp: row.timestamp,
		node_id: row.node_id,
		node_name: row.node_name,
		step_number: row.step_number,
		duration: row.duration,
		items_in: row.items_in,
		items_out: row.items_out,
		metadata: row.metadata,
	};
}

function settled<T extends RowIdentity & { timestamp: number }>(row: T, instanceId: string): Stored<T> {
	// One copy; a key that is undefined is not written.
	const copy = { ...row, id: row.id ?? deterministicId(instanceId, row.id_key ?? '', row.timestamp) };
	copy.id_key = undefined;
	return copy;
}

function withinReach(row: LogRecord, now: number): LogRecord {
	const timestamp = Math.min(
		Math.max(row.timestamp, now - LOG_RETENTION_DAYS * DAY),
		now + LOG_AHEAD_DAYS * DAY,
	);
	if (timestamp === row.timestamp) return row;
	const original = new Date(row.timestamp);
	return {
		...row,
		timestamp,
		metadata: {
			...row.metadata,
			original_timestamp: Number.isNaN(original.getTime()) ? String(row.timestamp) : original.toISOString(),
		},
	};
}

function withoutNulls<T extends object>(row: T): Partial<T> {
	return Object.fromEntries(
		Object.entries(row).filter(([, value]) => value !== null && value !== undefined),
	) as Partial<T>;
}
