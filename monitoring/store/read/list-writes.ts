import type { Sql } from '../pool';
import { isOfInstances, type Scope } from './page';

/** What a stream can be about. */
export type WrittenKind = 'logs' | 'errors' | 'executions';

/** What one flush has written of one kind. */
export interface WriteNote {
	/** Number of its transaction. */
	xid: string;
	instance_id: string;
	/** What its new rows have in `recorded_at`, to the microsecond. */
	recorded: string;
	/** The rows of its batch; those that were there before have another `recorded_at`. */
	ids: string[];
	/** The time of log rows; null for all else. */
	from: string | null;
	to: string | null;
}

/** Between which two snapshots, and after which transaction; null is open. */
export interface WriteSpan {
	from: string;
	to: string | null;
	after: string | null;
	upto: string | null;
}

export interface Writes {
	/** The snapshot in which the notes were read, and when that was by the server's clock; ISO 8601. */
	snapshot: string;
	at: string;
	notes: WriteNote[];
}

const IDS: Record<WrittenKind, string> = {
	logs: 'log_ids',
	errors: 'error_ids',
	executions: 'execution_ids',
};

/** The snapshot of now. */
export async function takeSnapshot(sql: Sql): Promise<Pick<Writes, 'snapshot' | 'at'>> {
	const { rows } = await sql.query<Pick<Writes, 'snapshot' | 'at'>>(
		'select pg_current_snapshot()::text as snapshot, now() as at',
	);
	return rows[0];
}

/**
 * Flushes that were committed after one snapshot was taken and before another (without one: now), by the number of
 * their transaction (primary key: instance_id, written_xid). Whoever goes on from the second one misses none and
 * sees none twice: visibility is what snapshots are about, not time.
 */
export async function listWrites(
	sql: Sql,
	scope: Pick<Scope, 'instanceId'>,
	kind: WrittenKind,
	{ from, to, after, upto }: WriteSpan,
	limit: number | null,
): Promise<Writes> {
	const { rows } = await sql.query<Pick<Writes, 'snapshot' | 'at'> & { [Field in keyof WriteNote]: WriteNote[Field] | null }>(
		`select n.snapshot::text as snapshot, now() as at, w.*
		from (select pg_current_snapshot() as snapshot) as n
		left join lateral (
			select
				written_xid::text as xid, instance_id, recorded_at::text as recorded, ${IDS[kind]}::text[] as ids,
				logs_from as from, logs_to as to
			from ${sql.schema}.recent_writes
			where ${isOfInstances(scope, 'instance_id', '$1')}
				and written_xid >= pg_snapshot_xmin($2::pg_snapshot)
				and ($4::xid8 is null or written_xid > $4::xid8)
				and ($5::xid8 is null or written_xid <= $5::xid8)
				and not pg_visible_in_snapshot(written_xid, $2::pg_snapshot)
				and pg_visible_in_snapshot(written_xid, coalesce($3::pg_snapshot, n.snapshot))
				and ${IDS[kind]} is not null
			order by written_xid
			limit $6
		) as w on true`,
		[scope.instanceId, from, to, after, upto, limit],
	);
	const [{ snapshot, at }] = rows;
	return { snapshot, at, notes: rows.filter((row): row is typeof row & WriteNote => row.xid !== null) };
}
