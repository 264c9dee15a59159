import type { Store } from '../pool';

const DAY = 86_400_000;

/** Makes the day partitions of the log table that hold the given instants (ms), where they are missing. */
export async function ensureLogPartitions(store: Store, instants: Iterable<number>): Promise<void> {
	const days = new Set<string>();
	for (const instant of instants) days.add(new Date(instant).toISOString().slice(0, 10));
	// One statement a day: making a partition locks the parent table for a moment.
	for (const day of [...days].sort()) {
		await store.query(`select ${store.schema}.ensure_log_partition($1, $2)`, [store.schemaName, day]);
	}
}

/** Today's partition and those of the next two days, so that midnight meets a table that is there. */
export async function ensurePartitionsAhead(store: Store, now: number): Promise<void> {
	await ensureLogPartitions(store, [now, now + DAY, now + 2 * DAY]);
}
