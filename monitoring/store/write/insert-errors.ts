import type { ErrorRecord } from '../../model/records';
import type { Sql } from '../pool';
import { jsonRows, type Stored } from './rows';

/**
 * Inserts error rows; one that is there already (primary key: id, instance_id) is left as it is.
 *
 * @returns those that were new
 */
export async function insertErrors<T extends Stored<ErrorRecord>>(
	sql: Sql,
	instanceId: string,
	rows: readonly T[],
): Promise<T[]> {
	if (rows.length === 0) return [];
	const inserted = await sql.query<{ id: string }>(
		`insert into ${sql.schema}.workflow_errors (
			id, instance_id, workflow_id, execution_id, error_type, error_code, error_message, error_stack, severity,
			timestamp, node_id, node_name, run_index, handled, retryable, fingerprint, group_id, workflow_version,
			metadata
		)
		select
			r.id, $2, r.workflow_id, r.execution_id, r.error_type, r.error_code, r.error_message, r.error_stack,
			r.severity, to_timestamp(r.timestamp / 1000.0), r.node_id, r.node_name, r.run_index, r.handled,
			r.retryable, r.fingerprint, r.group_id, r.workflow_version, coalesce(r.metadata, '{}')
		from json_to_recordset($1::json) as r (
			id uuid, workflow_id text, execution_id text, error_type ${sql.schema}.error_type, error_code text,
			error_message text, error_stack text, severity ${sql.schema}.error_severity, timestamp double precision,
			node_id text, node_name text, run_index integer, handled boolean, retryable boolean,
			fingerprint text, group_id uuid, workflow_version text, metadata jsonb
		)
		order by r.id
		on conflict do nothing
		returning id`,
		[jsonRows(rows), instanceId],
	);
	const byId = new Map(rows.map((row) => [row.id, row]));
	return inserted.rows.flatMap(({ id }) => byId.get(id) ?? []);
}
