import type { Sql } from '../pool';
import { ALERT_COLUMNS, type AlertRow } from './list-alerts';

/** One alert by its id; null where there is none. */
export async function findAlert(sql: Sql, instanceId: string, id: string): Promise<AlertRow | null> {
	const { rows } = await sql.query<AlertRow>(
		`select ${ALERT_COLUMNS} from ${sql.schema}.monitoring_alerts where id = $2 and instance_id = $1`,
		[instanceId, id],
	);
	return rows[0] ?? null;
}
