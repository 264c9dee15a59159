import type { AlertRecord } from '../../model/records';
import type { Sql } from '../pool';
import { jsonRows, type Stored } from './rows';

/**
 * Inserts alerts, with the beginning of their history; one that is there already (primary key: id, instance_id) is left
 * as it is.
 *
 * @returns how many were new
 */
export async function insertAlerts(
	sql: Sql,
	instanceId: string,
	rows: ReadonlyArray<Stored<AlertRecord>>,
): Promise<number> {
	if (rows.length === 0) return 0;
	const { rowCount } = await sql.query(
		`with inserted as (
			insert into ${sql.schema}.monitoring_alerts (
				id, instance_id, workflow_id, execution_id, alert_type, severity, title, description, timestamp, metadata
			)
			select
				r.id, $2, r.workflow_id, r.execution_id, r.alert_type, r.severity, r.title, r.description,
				to_timestamp(r.timestamp / 1000.0), coalesce(r.metadata, '{}')
			from json_to_recordset($1::json) as r (
				id uuid, workflow_id text, execution_id text, alert_type ${sql.schema}.alert_type,
				severity ${sql.schema}.alert_severity, title text, description text, timestamp double precision,
				metadata jsonb
			)
			order by r.id
			on conflict do nothing
			returning id, timestamp
		)
		insert into ${sql.schema}.alert_history (id, instance_id, alert_id, action, timestamp)
		select gen_random_uuid(), $2, id, 'created', least(timestamp, now()) from inserted`,
		[jsonRows(rows), instanceId],
	);
	return rowCount;
}
