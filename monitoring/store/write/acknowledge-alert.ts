import { ALERT_COLUMNS, type AlertRow } from '../read/list-alerts';
import type { Sql } from '../pool';
import { storableText } from './rows';

/**
 * Notes that somebody looks after an alert (primary key: id, instance_id). The first one who says so stays.
 *
 * @returns the row as it stands now; null where there is no such alert
 */
export async function acknowledgeAlert(
	sql: Sql,
	instanceId: string,
	id: string,
	by: string | null,
): Promise<AlertRow | null> {
	const { rows } = await sql.query<AlertRow>(
		`update ${sql.schema}.monitoring_alerts set
			acknowledged_at = case when acknowledged then acknowledged_at else now() end,
			acknowledged_by = case when acknowledged then coalesce(acknowledged_by, $3) else $3 end,
			acknowledged = true
		where id = $2 and instance_id = $1
		returning ${ALERT_COLUMNS}`,
		[instanceId, id, by === null ? null : storableText(by)],
	);
	return rows[0] ?? null;
}
