import type { Sql } from '../pool';

/** Deliveries of events to Monitor Triggers by what has become of them; those that ended in the last day. */
export interface DeliveryCounts {
	pending: number;
	started: number;
	done: number;
	failed: number;
	suppressed: number;
	given_up: number;
	/** Since when the oldest of those that wait is due, ISO 8601. */
	oldest_due_at: string | null;
	/** Why the last one that went wrong did. */
	last_problem: string | null;
}

/** Goes by event_deliveries_open and event_deliveries_by_time. */
export async function countDeliveries(sql: Sql, instanceId: string): Promise<DeliveryCounts> {
	const { rows } = await sql.query<DeliveryCounts>(
		`select
			count(*) filter (where state in ('pending', 'claimed'))::int as pending,
			count(*) filter (where state = 'started')::int as started,
			count(*) filter (where state = 'done')::int as done,
			count(*) filter (where state = 'failed')::int as failed,
			count(*) filter (where state = 'suppressed')::int as suppressed,
			count(*) filter (where state = 'given_up')::int as given_up,
			min(due_at) filter (where state in ('pending', 'claimed')) as oldest_due_at,
			(array_agg(reason order by recorded_at desc) filter (
				where reason is not null and state in ('pending', 'claimed', 'given_up')
			))[1] as last_problem
		from ${sql.schema}.event_deliveries
		where instance_id = $1 and (recorded_at > now() - interval '1 day' or state in ('pending', 'claimed'))`,
		[instanceId],
	);
	return rows[0];
}
