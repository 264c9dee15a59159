import type { ErrorSeverity } from '../../model/enums';
import type { Sql } from '../pool';
import { ERROR_COLUMNS, type ErrorRow } from './list-errors';
import type { WriteNote } from './list-writes';

export interface WrittenErrorFilter {
	workflowId: string | null;
	executionId: string | null;
	severity: readonly ErrorSeverity[] | null;
	handled: boolean | null;
}

/** The errors that these flushes have written (primary key: id, instance_id). */
export async function listWrittenErrors(
	sql: Sql,
	notes: readonly WriteNote[],
	{ workflowId, executionId, severity, handled }: WrittenErrorFilter,
): Promise<ErrorRow[]> {
	const { rows } = await sql.query<ErrorRow>(
		`select ${ERROR_COLUMNS}
		from ${sql.schema}.workflow_errors_read
		where id = any ($1::uuid[])
			and instance_id = any ($2::text[])
			and recorded_at = any ($3::timestamptz[])
			and ($4::text is null or workflow_id = $4)
			and ($5::text is null or execution_id = $5)
			and ($6::text[] is null or severity = any ($6::${sql.schema}.error_severity[]))
			and ($7::boolean is null or handled = $7)`,
		[
			notes.flatMap(({ ids }) => ids),
			[...new Set(notes.map(({ instance_id }) => instance_id))],
			notes.map(({ recorded }) => recorded),
			workflowId,
			executionId,
			severity,
			handled,
		],
	);
	return rows;
}
