import { findError } from '../read/find-error';
import type { ErrorRow } from '../read/list-errors';
import type { Sql, Store } from '../pool';
import { changeErrorGroup } from './change-error-group';
import { lockErrorGroup } from './lock-error-group';
import { storableText } from './rows';

/**
 * Marks an error as resolved (primary key: id, instance_id). One that is resolved already, by itself or with its
 * group, keeps its time and its name; new notes take the place of old ones. With the last open row of a group the
 * group is resolved too.
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
		// Locked first: whether it is resolved must be read as the one before us has left it.
		await sql.query(
			`select from ${sql.schema}.workflow_errors where id = $2 and instance_id = $1 for update`,
			[instanceId, id],
		);
		const { rows } = await sql.query<{ group_id: string | null }>(
			`update ${sql.schema}.workflow_errors e set
				resolved_at = case when r.resolved then r.resolved_at else now() end,
				resolved_by = case when r.resolved then coalesce(r.resolved_by, $4) else $4 end,
				resolution_notes = coalesce($3, r.resolution_notes),
				resolved = true
			from ${sql.schema}.workflow_errors_read r
			where e.id = $2 and e.instance_id = $1 and r.id = e.id and r.instance_id = e.instance_id
			returning e.group_id`,
			[instanceId, id, storableOrNull(notes), storableOrNull(resolvedBy)],
		);
		if (rows.length === 0) return null;
		const [{ group_id: groupId }] = rows;
		if (groupId !== null && (await wasLastOpen(sql, instanceId, groupId))) {
			const change = { action: 'resolve', inNextVersion: false } as const;
			await changeErrorGroup(sql, instanceId, groupId, change, { by: resolvedBy, note: notes });
		}
		return await findError(sql, instanceId, id);
	});
}

/** Of two who resolve the last two rows at once, the lock lets the second one see what the first one did. */
async function wasLastOpen(sql: Sql, instanceId: string, groupId: string): Promise<boolean> {
	const group = await lockErrorGroup(sql, instanceId, groupId);
	if (group === null || group.status === 'resolved') return false;
	const open = await sql.query(
		`select from ${sql.schema}.workflow_errors_read
		where instance_id = $1 and group_id = $2 and not resolved
		limit 1`,
		[instanceId, groupId],
	);
	return open.rowCount === 0;
}

function storableOrNull(text: string | null): string | null {
	return text === null ? null : storableText(text);
}
