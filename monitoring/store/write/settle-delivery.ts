import type { Sql } from '../pool';

/** What has become of a claimed delivery. */
export type DeliveryOutcome =
	/** `suspect`: it may be a consequence of an earlier one, see `readEventFacts`. */
	| { state: 'started'; executionId: string; suspect: boolean }
	/** The execution that it has started is over. */
	| { state: 'done' | 'failed' }
	/** It starts nothing, and why. */
	| { state: 'skipped' | 'suppressed' | 'given_up'; reason: string }
	/** It is tried again in so many ms. */
	| { state: 'pending'; reason: string; after: number };

/** Writes it down (primary key: id, instance_id). What has started is never taken back. */
export async function settleDelivery(
	sql: Sql,
	instanceId: string,
	id: string,
	outcome: DeliveryOutcome,
): Promise<void> {
	const { state } = outcome;
	await sql.query(
		`update ${sql.schema}.event_deliveries
		set state = $3,
			started_execution_id = coalesce($4, started_execution_id),
			suspect = suspect or $7,
			started_at = case when $3 = 'started' then coalesce(started_at, clock_timestamp()) else started_at end,
			ended_at = case when $3 in ('done', 'failed') then clock_timestamp() else ended_at end,
			reason = left($5, 500),
			due_at = clock_timestamp() + $6 * interval '1 ms'
		where instance_id = $1 and id = $2
			and case when $3 in ('done', 'failed') then state = 'started' else state = 'claimed' end`,
		[
			instanceId,
			id,
			state,
			state === 'started' ? outcome.executionId : null,
			'reason' in outcome ? outcome.reason : null,
			state === 'pending' ? outcome.after : 0,
			state === 'started' && outcome.suspect,
		],
	);
}

/**
 * Deliveries whose execution has ended without this being seen, such as while n8n was down, and those of which nothing
 * has come for a day (event_deliveries_started, event_deliveries_open).
 */
export async function sweepDeliveries(sql: Sql, instanceId: string): Promise<void> {
	await sql.query(
		`update ${sql.schema}.event_deliveries d
		set state = case when e.outcome in ('succeeded', 'succeeded_with_errors') then 'done' else 'failed' end,
			ended_at = e.finished_at
		from ${sql.schema}.workflow_executions e
		where d.instance_id = $1 and d.state = 'started' and d.started_at < now() - interval '5 s'
			and e.instance_id = $1 and e.execution_id = d.started_execution_id and e.finished_at is not null`,
		[instanceId],
	);
	await sql.query(
		`update ${sql.schema}.event_deliveries
		set state = 'given_up', reason = coalesce(reason, 'For a day no published Monitor Trigger has taken it')
		where instance_id = $1 and state in ('pending', 'claimed') and recorded_at < now() - interval '1 day'
			and due_at < now()`,
		[instanceId],
	);
}
