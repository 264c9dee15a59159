import { ALERT_COLUMNS, type AlertRow } from '../read/list-alerts';
import type { Sql } from '../pool';
import { storableText } from './rows';

/**
 * Closes an alert (primary key: id, instance_id). One that is closed already keeps its time and its name.
 *
 * @returns the row as it stands now; null where there is no such alert
 */
export async function resolveAlert(
	sql: Sql,
	instanceId: string,
	id: string,
	by: string | null,
): Promise<AlertRow | null> {
	const { rows } = await sql.query<AlertRow>(
		`update ${sql.schema}.monitoring_alerts set
			resolved_at = case when resolved then resolved_at else now() end,
			resolved_by = case when resolved then coalesce(resolved_by, $3) else $3 end,
			resolved = true
		where id = $2 and instance_id = $1
		returning ${ALERT_COLUMNS}`,
		[instanceId, id, by === null ? null : storableText(by)],
	);
	return rows[0] ?? null;
}
