import type { DeliveredEvent } from '../../model/enums';
import type { Metadata } from '../../model/records';
import type { Sql } from '../pool';

/** A delivery that this process has claimed; `timestamp` is ISO 8601. */
export interface Delivery {
	id: string;
	monitor_workflow_id: string;
	monitor_node_id: string;
	event: DeliveredEvent;
	workflow_id: string;
	execution_id: string | null;
	group_id: string | null;
	circuit: string;
	details: Metadata;
	timestamp: string;
	/** This one included. */
	attempts: number;
}

/** So long a claim holds that nothing has come of, in seconds; by Postgres' clock. */
const LEASE = 15;

/**
 * Claims what is due for these triggers, the oldest first (event_deliveries_open). What another process has claimed is
 * left alone until its lease is over, and of one execution a later event waits for an earlier one.
 *
 * @param triggers workflow and node of each
 */
export async function claimDeliveries(
	sql: Sql,
	instanceId: string,
	processId: string,
	triggers: ReadonlyArray<{ workflowId: string; nodeId: string }>,
	limit: number,
): Promise<Delivery[]> {
	const { rows } = await sql.query<Delivery & { position: string }>(
		`with next as (
			select c.id
			from ${sql.schema}.event_deliveries c
			where c.instance_id = $1 and c.state in ('pending', 'claimed')
				and (c.monitor_workflow_id, c.monitor_node_id) in (select * from unnest($3::text[], $4::text[]))
				and case c.state when 'pending' then c.due_at <= clock_timestamp() else c.lease_until < clock_timestamp() end
				and not exists (
					select from ${sql.schema}.event_deliveries b
					where b.instance_id = $1 and b.state in ('pending', 'claimed') and b.position < c.position
						and b.execution_id = c.execution_id and b.monitor_workflow_id = c.monitor_workflow_id
						and b.monitor_node_id = c.monitor_node_id
				)
			order by c.position
			limit $5
			for update skip locked
		)
		update ${sql.schema}.event_deliveries d
		set state = 'claimed', claimed_by = $2, attempts = d.attempts + 1,
			lease_until = clock_timestamp() + interval '${LEASE} s'
		from next
		where d.instance_id = $1 and d.id = next.id
		returning d.id, d.monitor_workflow_id, d.monitor_node_id, d.event, d.workflow_id, d.execution_id, d.group_id,
			d.circuit, d.details, d.timestamp, d.attempts, d.position`,
		[instanceId, processId, triggers.map((each) => each.workflowId), triggers.map((each) => each.nodeId), limit],
	);
	return rows.sort((a, b) => Number(a.position) - Number(b.position)).map(({ position: _, ...row }) => row);
}
