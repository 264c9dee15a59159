import type { Sql } from '../pool';

const AT_ONCE = 5_000;

/** Removes ids of metric records that nobody sends again, a day old, 5,000 at a time (metric_records_by_time). */
export async function removeOldMetricRecords(sql: Sql, instanceId: string): Promise<void> {
	for (;;) {
		const { rowCount } = await sql.query(
			`delete from ${sql.schema}.metric_records as r
			using (
				select id from ${sql.schema}.metric_records
				where instance_id = $1 and recorded_at < now() - interval '1 day'
				order by recorded_at
				limit ${AT_ONCE}
				for update skip locked
			) as old
			where r.instance_id = $1 and r.id = old.id`,
			[instanceId],
		);
		if (rowCount < AT_ONCE) return;
	}
}
