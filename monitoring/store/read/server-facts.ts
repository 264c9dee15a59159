import type { Sql } from '../pool';

/** What a connection finds before it does anything. */
export interface ServerFacts {
	/** As `server_version_num`: 160003 is 16.3. */
	version: number;
	/** In recovery: a standby, or a server that is being restored. */
	standby: boolean;
	/** A transaction that begins now can only read. */
	read_only: boolean;
	/** Where default_transaction_read_only comes from, in the words of `pg_settings`. */
	read_only_source: string | null;
	/** May make schemas in this database. */
	may_create: boolean;
	schema_exists: boolean;
	/** May make tables in the schema; false where it is missing. */
	may_use_schema: boolean;
}

/** Reads catalogs only; works on PostgreSQL 9 and newer, so that an old one can be named. */
export async function serverFacts(sql: Sql, schemaName: string): Promise<ServerFacts> {
	const { rows } = await sql.query<ServerFacts>(
		`select
			current_setting('server_version_num')::int as version,
			pg_is_in_recovery() as standby,
			current_setting('transaction_read_only')::bool as read_only,
			(select source from pg_settings where name = 'default_transaction_read_only') as read_only_source,
			has_database_privilege(current_database(), 'create') as may_create,
			s.oid is not null as schema_exists,
			coalesce(has_schema_privilege(s.oid, 'usage') and has_schema_privilege(s.oid, 'create'), false)
				as may_use_schema
		from (select 1) as one
		left join pg_namespace s on s.nspname = $1`,
		[schemaName],
	);
	return rows[0];
}
