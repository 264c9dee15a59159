import { findError } from '../read/find-error';
import type { ErrorRow } from '../read/list-errors';
import type { Store } from '../pool';
import { changeErrorGroup } from './change-error-group';
import { lockErrorGroup } from './lock-error-group';

/**
 * Takes back the resolution of an error (primary key: id, instance_id). Where its group was resolved the group is
 * reopened with it, and so are the rows that read as resolved through the group.
 *
 * @returns the row as it stands now; null where there is no such error
 */
export async function reopenError(
	store: Store,
	instanceId: string,
	id: string,
	by: string | null,
): Promise<ErrorRow | null> {
	return await store.transaction(async (sql) => {
		await sql.query(
			`update ${sql.schema}.workflow_errors
			set resolved = false, resolved_at = null, resolved_by = null, resolution_notes = null
			where id = $2 and instance_id = $1 and resolved`,
			[instanceId, id],
		);
		const row = await findError(sql, instanceId, id);
		if (row === null || row.group_id === null) return row;
		const group = await lockErrorGroup(sql, instanceId, row.group_id);
		if (!row.resolved && group?.status !== 'resolved') return row;
		await changeErrorGroup(sql, instanceId, row.group_id, { action: 'reopen' }, { by, note: null });
		return await findError(sql, instanceId, id);
	});
}
