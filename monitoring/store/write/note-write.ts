import type { Sql } from '../pool';
import { storableText, type Batch } from './rows';

/**
 * Notes for the streams which rows this transaction writes (primary key: instance_id, written_xid). A row with its
 * number can only have come with a dump of another server.
 */
export async function noteWrite(
	sql: Sql,
	instanceId: string,
	{ logs, errors, executions }: Pick<Batch, 'logs' | 'errors' | 'executions'>,
): Promise<void> {
	if (logs.length + errors.length + executions.length === 0) return;
	let [from, to] = [Infinity, -Infinity];
	for (const { timestamp } of logs) {
		from = Math.min(from, timestamp);
		to = Math.max(to, timestamp);
	}
	await sql.query(
		`insert into ${sql.schema}.recent_writes (
			instance_id, log_ids, logs_from, logs_to, error_ids, execution_ids
		) values (
			$1, $2::uuid[], to_timestamp($3::double precision / 1000), to_timestamp($4::double precision / 1000),
			$5::uuid[], $6::text[]
		)
		on conflict (instance_id, written_xid) do update set
			recorded_at = excluded.recorded_at,
			log_ids = excluded.log_ids,
			logs_from = excluded.logs_from,
			logs_to = excluded.logs_to,
			error_ids = excluded.error_ids,
			execution_ids = excluded.execution_ids`,
		[
			instanceId,
			orNull(logs.map(({ id }) => id)),
			logs.length === 0 ? null : from,
			logs.length === 0 ? null : to,
			orNull(errors.map(({ id }) => id)),
			orNull([...new Set(executions.map(({ execution_id: id }) => storableText(id)))]),
		],
	);
}

function orNull<T>(list: T[]): T[] | null {
	return list.length === 0 ? null : list;
}
