import { ERROR_COLUMNS, type ErrorRow } from '../read/list-errors';
import type { Store } from '../pool';
import { changeErrorGroup } from './change-error-group';
import { storableText } from './rows';

/**
 * Marks an error as resolved (primary key: id, instance_id). One that is resolved already keeps its time and
 * its name; new notes take the place of old ones. With the last open row of a group the group is resolved too.
 *
 * @returns the row as it stands now; null where there is no such error
 */
export async function resolveError(
	store: Store,
	instanceId: string,
	id: string,
	{ notes, resolvedBy }: { notes: string | null; resolvedBy: string | null },
): Promise<ErrorRow | null> {
	return await store.transaction(async (sql) => {
		const { rows } = await sql.query<{ group_id: string | null; group_is_open: boolean }>(
			`update ${sql.schema}.workflow_errors e set
				resolved_at = case when resolved then resolved_at else now() end,
				resolved_by = case when resolved then coalesce(resolved_by, $4) else $4 end,
				resolution_notes = coalesce($3, resolution_notes),
				resolved = true
			where id = $2 and instance_id = $1
			returning group_id, exists (
				select from ${sql.schema}.workflow_errors_read o
				where o.group_id = e.group_id and o.instance_id = e.instance_id and o.id <> e.id and not o.resolved
			) as group_is_open`,
			[instanceId, id, storableOrNull(notes), storableOrNull(resolvedBy)],
		);
		if (rows.length === 0) return null;
		const [{ group_id, group_is_open }] = rows;
		if (group_id !== null && !group_is_open) {
			const change = { action: 'resolve', inNextVersion: false } as const;
			await changeErrorGroup(sql, instanceId, group_id, change, { by: resolvedBy, note: notes });
		}
		const { rows: now } = await sql.query<ErrorRow>(
			`select ${ERROR_COLUMNS} from ${sql.schema}.workflow_errors_read where id = $2 and instance_id = $1`,
			[instanceId, id],
		);
		return now[0];
	});
}

function storableOrNull(text: string | null): string | null {
	return text === null ? null : storableText(text);
}
