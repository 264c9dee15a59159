import type { Sql } from '../pool';

/** An n8n that records into this database; times are ISO 8601. */
export interface InstanceRow {
	instance_id: string;
	name: string | null;
	n8n_version: string | null;
	package_version: string | null;
	first_seen_at: string;
	last_seen_at: string;
}

/** All instances with their names (primary key); 100 at most. */
export async function describeInstances(sql: Sql): Promise<InstanceRow[]> {
	const { rows } = await sql.query<InstanceRow>(
		`select instance_id, name, n8n_version, package_version, first_seen_at, last_seen_at
		from ${sql.schema}.instances
		order by instance_id
		limit 100`,
	);
	return rows;
}
