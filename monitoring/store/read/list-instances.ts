import type { Sql } from '../pool';

/** The ids of all instances that record here, in order (primary key); 100 at most. */
export async function listInstances(sql: Sql): Promise<string[]> {
	const { rows } = await sql.query<{ instance_id: string }>(
		`select instance_id from ${sql.schema}.instances order by instance_id limit 100`,
	);
	return rows.map(({ instance_id }) => instance_id);
}
