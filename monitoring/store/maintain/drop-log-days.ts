import { isSqlError, type Store } from '../pool';

const TRIES = 5;
const LOCK_NOT_AVAILABLE = '55P03';

/** What was removed: day partitions dropped whole, and the rows in them. */
export interface DroppedDays {
	days: number;
	rows: number;
}

/**
 * Drops the day partitions of the log table that ended before a day (UTC, such as 2026-01-31) and hold rows of this
 * instance only. Of a day that others share the instance's own rows are deleted by `deleteOldRows`; once it is empty it
 * is dropped here too. Waits for readers 100 ms at most, some times over; a partition that is in use all the while stays
 * until the next clean-up.
 */
export async function dropLogDays(store: Store, instanceId: string, before: string): Promise<DroppedDays> {
	const { rows: parts } = await store.query<{ part: string }>(
		`select c.relname as part
		from pg_inherits i
		join pg_class c on c.oid = i.inhrelid
		where i.inhparent = to_regclass($1 || '.workflow_execution_logs')
			and c.relname ~ '^workflow_execution_logs_[0-9]{8}$'
			and c.relname < 'workflow_execution_logs_' || to_char($2::date, 'YYYYMMDD')
		order by c.relname`,
		[store.schema, before],
	);
	const dropped: DroppedDays = { days: 0, rows: 0 };
	for (const { part } of parts) {
		const rows = await dropOne(store, instanceId, part);
		if (rows === null) continue;
		dropped.days += 1;
		dropped.rows += rows;
	}
	return dropped;
}

/** How many rows it held; null where it stays. */
async function dropOne(store: Store, instanceId: string, part: string): Promise<number | null> {
	for (let tried = 1; ; tried += 1) {
		try {
			const { rows } = await store.query<{ dropped: number | null }>(
				`select ${store.schema}.drop_log_partition($1, $2, $3) as dropped`,
				[store.schemaName, part, instanceId],
			);
			return rows[0].dropped;
		} catch (error) {
			if (!isSqlError(error) || error.code !== LOCK_NOT_AVAILABLE) throw error;
			if (tried === TRIES) return null;
		}
	}
}
