import type { Sql } from '../pool';

/** For so many hours a stream can be resumed. */
export const WRITES_KEPT_HOURS = 24;

const AT_ONCE = 5_000;

/** Removes notes of writes that no stream may go back to any more, 5,000 at a time (primary key, oldest first). */
export async function removeOldWrites(sql: Sql, instanceId: string): Promise<void> {
	for (;;) {
		const { rowCount } = await sql.query(
			`delete from ${sql.schema}.recent_writes as w
			using (
				select written_xid from ${sql.schema}.recent_writes
				where instance_id = $1 and recorded_at < now() - interval '${WRITES_KEPT_HOURS} hours'
				order by written_xid
				limit ${AT_ONCE}
				for update skip locked
			) as old
			where w.instance_id = $1 and w.written_xid = old.written_xid`,
			[instanceId],
		);
		if (rowCount < AT_ONCE) return;
	}
}
