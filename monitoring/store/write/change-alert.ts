import { ALERT_COLUMNS, type AlertRow } from '../read/list-alerts';
import type { Sql } from '../pool';
import { storableText } from './rows';

export type AlertAction = 'acknowledge' | 'resolve' | 'reopen' | 'comment';

interface Statement {
	/** How the history calls it. */
	done: string;
	set: string;
	/** There is nothing to note any more. */
	already: string;
}

/** Whoever acknowledges or resolves first stays; $3 is who does it. */
const STATEMENTS: Record<AlertAction, Statement> = {
	acknowledge: {
		done: 'acknowledged',
		set: `acknowledged = true, acknowledged_by = coalesce(b.acknowledged_by, $3),
			acknowledged_at = coalesce(b.acknowledged_at, now())`,
		already: 'b.acknowledged',
	},
	resolve: {
		done: 'resolved',
		set: 'resolved = true, resolved_by = coalesce(b.resolved_by, $3), resolved_at = coalesce(b.resolved_at, now())',
		already: 'b.resolved',
	},
	reopen: {
		done: 'reopened',
		set: 'resolved = false, resolved_by = null, resolved_at = null',
		already: 'not b.resolved',
	},
	comment: { done: 'commented', set: 'title = b.title', already: 'false' },
};

/**
 * Changes an alert (primary key: id, instance_id) and notes it in its history, in one statement. Done once more it
 * changes nothing.
 *
 * @returns the alert as it stands now; null where there is none
 */
export async function changeAlert(
	sql: Sql,
	instanceId: string,
	id: string,
	action: AlertAction,
	{ by, note }: { by: string | null; note: string | null },
): Promise<AlertRow | null> {
	const { done, set, already } = STATEMENTS[action];
	const storable = (text: string | null) => (text === null ? null : storableText(text));
	const { rows } = await sql.query<AlertRow>(
		`with b as (
			select * from ${sql.schema}.monitoring_alerts where id = $2 and instance_id = $1 for update
		), changed as (
			update ${sql.schema}.monitoring_alerts a
			set ${set}
			from b
			where a.id = b.id and a.instance_id = b.instance_id
			returning a.*
		), noted as (
			insert into ${sql.schema}.alert_history (id, instance_id, alert_id, action, by_whom, note, timestamp)
			select gen_random_uuid(), $1, b.id, $5, $3, $4, clock_timestamp() from b where not (${already})
		)
		select ${ALERT_COLUMNS} from changed`,
		[instanceId, id, storable(by), storable(note), done],
	);
	return rows[0] ?? null;
}
