import { heard } from '../agent';
import type { AlertRecord, ErrorRecord, LogRecord, MetricRecord, PerformanceRecord } from '../model/records';
import { explainFailure, schemaMissing } from './database-failure';
import { MonitorConfigurationError, MonitorDatabaseError } from './monitor-error';
import type { New } from './new-records';
import { NO_INSTANCE, NO_SCHEMA, type SharedConnection } from './shared-connection';

/** A row that a person or a node makes. */
export type NewRecord =
	| { table: 'workflow_execution_logs'; row: New<LogRecord> }
	| { table: 'workflow_errors'; row: New<ErrorRecord> }
	| { table: 'workflow_performance_metrics'; row: New<PerformanceRecord> }
	| { table: 'monitoring_alerts'; row: New<AlertRecord> }
	| { table: 'metric_points'; row: New<MetricRecord> };

/** What became of it. */
export interface Saved {
	id: string;
	/** Not stored yet: it waits in memory until the database is back. */
	queued: boolean;
	/** The row by its columns. */
	row: Record<string, unknown>;
}

const WAIT_MS = 1_000;

/** Queues a row and waits a moment for it to be stored. */
export async function saveRecord(
	connection: SharedConnection,
	instanceId: string | null,
	record: NewRecord,
): Promise<Saved> {
	const recorder = connection.recorder(instanceId);
	// Within n8n Monitor Triggers may hear of it.
	const [saved, ...deliveries] = heard(connection.settings, record);
	for (const delivery of deliveries) recorder.add(delivery, true);
	const { outcome, reason } = await recorder.addAndWait(saved, WAIT_MS);
	switch (outcome) {
		case 'stored':
		case 'queued':
			return {
				id: record.row.id,
				queued: outcome === 'queued',
				row: { ...asRow(record), instance_id: instanceId },
			};
		case 'refused':
			throw refusal(connection, reason);
		case 'dropped':
			throw new MonitorDatabaseError(
				'The row was not stored: too many rows wait for the database',
				'Bring the database back, then try again',
			);
	}
}

function refusal({ settings, store }: SharedConnection, reason: string | undefined): Error {
	if (reason === NO_SCHEMA) return schemaMissing(store.schemaName);
	if (reason === NO_INSTANCE) {
		return new MonitorConfigurationError(
			'It is not known which instance is meant',
			'Give instanceId or set MONITOR_INSTANCE_ID',
		);
	}
	if (reason === '42501')
		return explainFailure(Object.assign(new Error(), { code: reason }), settings);
	return new MonitorDatabaseError(`Postgres turned the row down (SQLSTATE ${reason ?? 'unknown'})`);
}

/** The record as a reader of its table will see it. */
function asRow({ table, row }: NewRecord): Record<string, unknown> {
	const common = { ...row, timestamp: new Date(row.timestamp).toISOString() };
	switch (table) {
		case 'workflow_execution_logs':
		case 'workflow_performance_metrics':
			return common;
		case 'metric_points':
			return { ...common, labels: Object.fromEntries(row.labels) };
		case 'workflow_errors':
			return {
				...common,
				resolved: false,
				resolution_notes: null,
				resolved_at: null,
				resolved_by: null,
			};
		case 'monitoring_alerts':
			return {
				...common,
				acknowledged: false,
				acknowledged_by: null,
				acknowledged_at: null,
				resolved: false,
				resolved_at: null,
				resolved_by: null,
			};
	}
}
