import type { Store } from '../pool';

const BATCH = 5_000;

/** Tables whose old rows go in batches. Logs are here for days that instances share. */
export type CleanedTable =
	| 'workflow_execution_logs'
	| 'workflow_errors'
	| 'workflow_performance_metrics'
	| 'monitoring_alerts'
	| 'model_usage'
	| 'node_shapes'
	| 'metric_points'
	| 'event_deliveries'
	| 'workflow_executions';

interface Cleaning {
	key: string;
	/** Which rows may go, oldest first: $1 is the instance, $2 the instant before which they lie. */
	old: (schema: string) => string;
	/** Rows of another table that go with them. */
	along?: (schema: string) => string;
}

/** What is still to be done outlives its time: unresolved errors, open alerts, executions that go on. */
const CLEANINGS: Record<CleanedTable, Cleaning> = {
	workflow_execution_logs: {
		key: 'instance_id, timestamp, id',
		old: (schema) => `${schema}.workflow_execution_logs where timestamp < $2`,
	},
	workflow_errors: {
		key: 'instance_id, id',
		old: (schema) => `${schema}.workflow_errors_read where timestamp < $2 and resolved`,
	},
	workflow_performance_metrics: {
		key: 'instance_id, id',
		old: (schema) => `${schema}.workflow_performance_metrics where timestamp < $2`,
	},
	monitoring_alerts: {
		key: 'instance_id, id',
		old: (schema) => `${schema}.monitoring_alerts where timestamp < $2 and resolved`,
		along: (schema) => `delete from ${schema}.alert_history h using old
			where h.instance_id = old.instance_id and h.alert_id = old.id`,
	},
	model_usage: {
		key: 'instance_id, id',
		old: (schema) => `${schema}.model_usage where timestamp < $2`,
	},
	metric_points: {
		key: 'instance_id, name, label_set_id, minute',
		old: (schema) => `${schema}.metric_points where minute < $2`,
	},
	event_deliveries: {
		key: 'instance_id, id',
		old: (schema) => `${schema}.event_deliveries where recorded_at < $2 and state not in ('pending', 'claimed')`,
	},
	workflow_executions: {
		key: 'instance_id, execution_id',
		old: (schema) => `${schema}.workflow_executions where started_at < $2 and finished_at is not null`,
	},
	node_shapes: {
		key: 'instance_id, id',
		old: (schema) => `${schema}.node_shapes where last_seen_at < $2`,
	},
};

/**
 * Deletes the rows of an instance that lie before an instant (ISO 8601), 5,000 a transaction, in the order of their
 * keys.
 *
 * @returns how many
 */
export async function deleteOldRows(
	store: Store,
	instanceId: string,
	table: CleanedTable,
	before: string,
): Promise<number> {
	const { key, old, along } = CLEANINGS[table];
	for (let sum = 0; ; ) {
		const { rows } = await store.query<{ count: number }>(
			`with old as (
				select ${key} from ${old(store.schema)} and instance_id = $1 order by ${key} limit ${BATCH}
			)${along === undefined ? '' : `, along as (${along(store.schema)})`}, gone as (
				delete from ${store.schema}.${table} where (${key}) in (select ${key} from old) returning 1
			)
			select count(*) as count from gone`,
			[instanceId, before],
		);
		sum += rows[0].count;
		if (rows[0].count < BATCH) return sum;
	}
}
