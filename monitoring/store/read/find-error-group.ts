import type { Metadata } from '../../model/records';
import type { Sql } from '../pool';
import { ERROR_GROUP_COLUMNS, type ErrorGroupRow } from './list-error-groups';

/** What happened to a group or an alert, and who did it; `timestamp` is ISO 8601. */
export interface HistoryRow {
	action: string;
	by_whom: string | null;
	note: string | null;
	details: Metadata;
	timestamp: string;
}

export interface ErrorGroupDetails extends ErrorGroupRow {
	/** UTC days with errors, the last 90, newest first. */
	days: Array<{ day: string; occurrences: number }>;
	/** The whole of it, oldest first. */
	history: HistoryRow[];
}

/** One group with its days and its history; null where there is none. */
export async function findErrorGroup(
	sql: Sql,
	instanceId: string,
	groupId: string,
): Promise<ErrorGroupDetails | null> {
	const values = [instanceId, groupId];
	const { rows } = await sql.query<ErrorGroupRow>(
		`select ${ERROR_GROUP_COLUMNS} from ${sql.schema}.error_groups where instance_id = $1 and group_id = $2`,
		values,
	);
	if (rows.length === 0) return null;
	const days = await sql.query<{ day: string; occurrences: number }>(
		`select to_char(day, 'YYYY-MM-DD') as day, occurrences from ${sql.schema}.error_group_days
		where instance_id = $1 and group_id = $2
		order by 1 desc limit 90`,
		values,
	);
	const history = await sql.query<HistoryRow>(
		`select action, by_whom, note, details, timestamp from ${sql.schema}.error_group_history
		where instance_id = $1 and group_id = $2
		order by timestamp, id`,
		values,
	);
	return { ...rows[0], days: days.rows, history: history.rows };
}
