import type { Sql } from '../pool';

/** The schema and the room that it takes. */
export interface SchemaFacts {
	/** The newest migration in the ledger. */
	version: number;
	/** ISO 8601 */
	applied_at: string;
	/** Bytes of all tables of the schema with their indexes. */
	bytes: number;
	/** As `server_version`. */
	postgres: string;
}

/** Reads the ledger and catalogs. */
export async function schemaFacts(sql: Sql, schemaName: string): Promise<SchemaFacts> {
	const { rows } = await sql.query<SchemaFacts>(
		`select
			m.version, m.applied_at, current_setting('server_version') as postgres,
			(
				select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint
				from pg_class c
				join pg_namespace n on n.oid = c.relnamespace
				where n.nspname = $1 and c.relkind = 'r'
			) as bytes
		from ${sql.schema}.migrations m
		order by m.version desc
		limit 1`,
		[schemaName],
	);
	return rows[0];
}
