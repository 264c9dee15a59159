import type { Sql } from '../pool';
import type { StoredShape } from '../read/current-shapes';
import { jsonRows } from './rows';

/** What changes of a shape while it is the current one. */
const CHANGING = [
	'node_name', 'fingerprint', 'fields', 'optional_fields', 'always_empty', 'sometimes_empty', 'truncated', 'runs_seen',
	'last_told', 'last_seen_at', 'last_execution_id', 'last_version',
] as const;

/** Writes shapes as they are given (unique: output, revision); who does has locked their outputs. */
export async function upsertShapes(
	sql: Sql,
	instanceId: string,
	rows: readonly StoredShape[],
): Promise<void> {
	await sql.query(
		`insert into ${sql.schema}.node_shapes (
			id, instance_id, workflow_id, node_key, node_id, node_name, output_index, mode, revision, fingerprint, fields,
			optional_fields, always_empty, sometimes_empty, gone_fields, truncated, runs_seen, last_told, first_seen_at,
			last_seen_at, first_execution_id, last_execution_id, first_version, last_version
		)
		select
			id, $2, workflow_id, node_key, node_id, node_name, output_index, mode, revision, fingerprint, fields,
			optional_fields, always_empty, sometimes_empty, gone_fields, truncated, runs_seen, last_told, first_seen_at,
			last_seen_at, first_execution_id, last_execution_id, first_version, last_version
		from json_to_recordset($1::json) as r (
			id uuid, workflow_id text, node_key text, node_id text, node_name text, output_index integer, mode text,
			revision integer, fingerprint text, fields text[], optional_fields text[], always_empty text[],
			sometimes_empty text[], gone_fields text[], truncated boolean, runs_seen bigint, last_told uuid[],
			first_seen_at timestamptz, last_seen_at timestamptz, first_execution_id text, last_execution_id text, first_version text, last_version text
		)
		order by workflow_id, node_key, output_index, mode, revision
		on conflict (instance_id, workflow_id, node_key, output_index, mode, revision) do update set
			${CHANGING.map((name) => `${name} = excluded.${name}`).join(', ')}`,
		[jsonRows(rows), instanceId],
	);
}
