import type { LogRecord } from '../../model/records';
import type { Sql } from '../pool';
import { jsonRows, type Stored } from './rows';

/**
 * Inserts log rows; one that is there already (primary key: id, timestamp, instance_id) is left as it is.
 *
 * @returns how many were new
 */
export async function insertLogs(
	sql: Sql,
	instanceId: string,
	rows: ReadonlyArray<Stored<LogRecord>>,
): Promise<number> {
	if (rows.length === 0) return 0;
	const { rowCount } = await sql.query(
		`insert into ${sql.schema}.workflow_execution_logs (
			id, instance_id, workflow_id, execution_id, log_level, message, timestamp,
			node_id, node_name, step_number, duration, items_in, items_out, metadata
		)
		select
			r.id, $2, r.workflow_id, r.execution_id, r.log_level, r.message, to_timestamp(r.timestamp / 1000.0),
			r.node_id, r.node_name, r.step_number, r.duration, r.items_in, r.items_out, coalesce(r.metadata, '{}')
		from json_to_recordset($1::json) as r (
			id uuid, workflow_id text, execution_id text, log_level ${sql.schema}.log_level, message text,
			timestamp double precision, node_id text, node_name text, step_number integer, duration integer,
			items_in integer, items_out integer, metadata jsonb
		)
		order by r.id
		on conflict do nothing`,
		[jsonRows(rows), instanceId],
	);
	return rowCount;
}
