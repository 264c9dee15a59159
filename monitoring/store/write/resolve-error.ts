import { ERROR_COLUMNS, type ErrorRow } from '../read/list-errors';
import type { Sql } from '../pool';
import { storableText } from './rows';

/**
 * Marks an error as resolved (primary key: id, instance_id). One that is resolved already keeps its time and
 * its name; new notes take the place of old ones.
 *
 * @returns the row as it stands now; null where there is no such error
 */
export async function resolveError(
	sql: Sql,
	instanceId: string,
	id: string,
	{ notes, resolvedBy }: { notes: string | null; resolvedBy: string | null },
): Promise<ErrorRow | null> {
	const { rows } = await sql.query<ErrorRow>(
		`update ${sql.schema}.workflow_errors set
			resolved_at = case when resolved then resolved_at else now() end,
			resolved_by = case when resolved then coalesce(resolved_by, $4) else $4 end,
			resolution_notes = coalesce($3, resolution_notes),
			resolved = true
		where id = $2 and instance_id = $1
		returning ${ERROR_COLUMNS}`,
		[instanceId, id, storableOrNull(notes), storableOrNull(resolvedBy)],
	);
	return rows[0] ?? null;
}

function storableOrNull(text: string | null): string | null {
	return text === null ? null : storableText(text);
}
