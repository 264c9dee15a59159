import type { ErrorRecord } from '../../model/records';
import type { Sql } from '../pool';
import { jsonRows, type Stored } from './rows';

/**
 * Inserts error rows; one that is there already (primary key: id, instance_id) is left as it is.
 *
 * @returns how many were new
 */
export async function insertErrors(
	sql: Sql,
	instanceId: string,
	rows: ReadonlyArray<Stored<ErrorRecord>>,
): Promise<number> {
	if (rows.length === 0) return 0;
	const { rowCount } = await sql.query(
		`insert into ${sql.schema}.workflow_errors (
			id, instance_id, workflow_id, execution_id, error_type, error_code, error_message, error_stack, severity,
			timestamp, node_id, node_name, run_index, handled, retryable, fingerprint, group_id, metadata
		)
		select
			r.id, $2, r.workflow_id, r.execution_id, r.error_type, r.error_code, r.error_message, r.error_stack,
			r.severity, to_timestamp(r.timestamp / 1000.0), r.node_id, r.node_name, r.run_index, r.handled,
			r.retryable, r.fingerprint, r.group_id, coalesce(r.metadata, '{}')
		from json_to_recordset($1::json) as r (
			id uuid, workflow_id text, execution_id text, error_type ${sql.schema}.error_type, error_code text,
			error_message text, error_stack text, severity ${sql.schema}.error_severity, timestamp double precision,
			node_id text, node_name text, run_index integer, handled boolean, retryable boolean,
			fingerprint text, group_id uuid, metadata jsonb
		)
		on conflict do nothing`,
		[jsonRows(rows), instanceId],
	);
	return rowCount;
}
