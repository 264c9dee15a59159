import type { LogLevel } from '../../model/enums';
import type { Sql } from '../pool';
import { LOG_COLUMNS, type LogRow } from './list-logs';
import type { WriteNote } from './list-writes';

export interface WrittenLogFilter {
	workflowId: string | null;
	executionId: string | null;
	levels: readonly LogLevel[] | null;
}

/** The log rows that these flushes have written (primary key: id, timestamp, instance_id; their days only). */
export async function listWrittenLogs(
	sql: Sql,
	notes: readonly WriteNote[],
	{ workflowId, executionId, levels }: WrittenLogFilter,
): Promise<LogRow[]> {
	const { rows } = await sql.query<LogRow>(
		`select ${LOG_COLUMNS}
		from ${sql.schema}.workflow_execution_logs
		where id = any ($1::uuid[])
			and timestamp between $2::timestamptz - interval '1 ms' and $3::timestamptz + interval '1 ms'
			and instance_id = any ($4::text[])
			and recorded_at = any ($5::timestamptz[])
			and ($6::text is null or workflow_id = $6)
			and ($7::text is null or execution_id = $7)
			and ($8::text[] is null or log_level = any ($8::${sql.schema}.log_level[]))`,
		[
			notes.flatMap(({ ids }) => ids),
			notes.reduce<string | null>((first, { from }) => (first === null || (from !== null && from < first) ? from : first), null),
			notes.reduce<string | null>((last, { to }) => (last === null || (to !== null && to > last) ? to : last), null),
			[...new Set(notes.map(({ instance_id }) => instance_id))],
			notes.map(({ recorded }) => recorded),
			workflowId,
			executionId,
			levels,
		],
	);
	return rows;
}
