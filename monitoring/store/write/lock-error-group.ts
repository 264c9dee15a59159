import type { Sql } from '../pool';

/** Locks a group, so that what comes next sees all that others have done to it and its errors (primary key). */
export async function lockErrorGroup(
	sql: Sql,
	instanceId: string,
	groupId: string,
): Promise<{ status: string } | null> {
	const { rows } = await sql.query<{ status: string }>(
		`select status from ${sql.schema}.error_groups where instance_id = $1 and group_id = $2 for update`,
		[instanceId, groupId],
	);
	return rows[0] ?? null;
}
