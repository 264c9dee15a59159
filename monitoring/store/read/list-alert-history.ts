import type { Sql } from '../pool';
import type { HistoryRow } from './find-error-group';

/** What happened to an alert, from its beginning (alert_history_by_alert). */
export async function listAlertHistory(sql: Sql, instanceId: string, alertId: string): Promise<HistoryRow[]> {
	const { rows } = await sql.query<HistoryRow>(
		`select action, by_whom, note, details, timestamp from ${sql.schema}.alert_history
		where instance_id = $1 and alert_id = $2
		order by timestamp, id`,
		[instanceId, alertId],
	);
	return rows;
}
