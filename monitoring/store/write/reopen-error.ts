import { ERROR_COLUMNS, type ErrorRow } from '../read/list-errors';
import type { Store } from '../pool';
import { changeErrorGroup } from './change-error-group';

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
		const { rows } = await sql.query<{ group_id: string | null }>(
			`update ${sql.schema}.workflow_errors
			set resolved = false, resolved_at = null, resolved_by = null
			where id = $2 and instance_id = $1
			returning group_id`,
			[instanceId, id],
		);
		if (rows.length === 0) return null;
		const read = async () =>
			await sql.query<ErrorRow>(
				`select ${ERROR_COLUMNS} from ${sql.schema}.workflow_errors_read where id = $2 and instance_id = $1`,
				[instanceId, id],
			);
		const [row] = (await read()).rows;
		if (!row.resolved || rows[0].group_id === null) return row;
		await changeErrorGroup(sql, instanceId, rows[0].group_id, { action: 'reopen' }, { by, note: null });
		return (await read()).rows[0];
	});
}
