import type { Sql } from '../pool';

const KEPT_DAYS = 7;
const AT_ONCE = 500;

/** Removes rows of processes that have been gone for a week, 500 at most. */
export async function removeOldProcesses(sql: Sql, instanceId: string): Promise<number> {
	const { rowCount } = await sql.query(
		`delete from ${sql.schema}.processes as p
		using (
			select process_id from ${sql.schema}.processes
			where instance_id = $1 and lease_until < now() - interval '${KEPT_DAYS} days'
			order by process_id
			limit ${AT_ONCE}
			for update skip locked
		) as old
		where p.instance_id = $1 and p.process_id = old.process_id`,
		[instanceId],
	);
	return rowCount;
}
