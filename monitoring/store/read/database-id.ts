import type { Sql } from '../pool';

/** The id that the schema was given when it was made: the same whatever its server is called (primary key). */
export async function databaseId(sql: Sql): Promise<string> {
	const { rows } = await sql.query<{ database_id: string }>(
		`select database_id::text as database_id from ${sql.schema}.settings`,
	);
	return rows[0].database_id;
}
