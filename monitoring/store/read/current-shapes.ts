import type { Sql } from '../pool';
import { jsonRows } from '../write/rows';
import type { OutputKey } from '../write/lock-outputs';

/** A row of `node_shapes` as it stands there; times are ISO 8601. */
export interface StoredShape extends OutputKey {
	id: string;
	node_id: string | null;
	node_name: string;
	revision: number;
	fingerprint: string;
	fields: string[];
	optional_fields: string[];
	always_empty: string[];
	sometimes_empty: string[];
	gone_fields: string[];
	truncated: boolean;
	/** Runs that were looked at. */
	runs_seen: number;
	/** Ids of what was taken in last. */
	last_told: string[];
	first_seen_at: string;
	last_seen_at: string;
	first_execution_id: string;
	last_execution_id: string;
	first_version: string | null;
	last_version: string | null;
}

export const SHAPE_COLUMNS = [
	'id', 'workflow_id', 'node_key', 'node_id', 'node_name', 'output_index', 'mode', 'revision', 'fingerprint', 'fields',
	'optional_fields', 'always_empty', 'sometimes_empty', 'gone_fields', 'truncated', 'runs_seen', 'first_seen_at',
	'last_seen_at', 'first_execution_id', 'last_execution_id', 'first_version', 'last_version',
] as const satisfies ReadonlyArray<keyof StoredShape>;

/** The shapes that these outputs have now (unique: output, revision). */
export async function currentShapes(
	sql: Sql,
	instanceId: string,
	outputs: readonly OutputKey[],
): Promise<StoredShape[]> {
	const { rows } = await sql.query<StoredShape>(
		`select s.*
		from json_to_recordset($1::json) as r (workflow_id text, node_key text, output_index integer, mode text)
		cross join lateral (
			select ${SHAPE_COLUMNS.join(', ')}, last_told
			from ${sql.schema}.node_shapes
			where instance_id = $2 and workflow_id = r.workflow_id and node_key = r.node_key
				and output_index = r.output_index and mode = r.mode
			order by revision desc
			limit 1
		) as s`,
		[jsonRows(outputs), instanceId],
	);
	return rows;
}
