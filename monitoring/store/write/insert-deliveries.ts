import type { Sql } from '../pool';
import { jsonRows, type StoredDelivery } from './rows';

/**
 * Inserts deliveries of events. One that is there already (primary key: id, instance_id) is left as it is, but that one
 * which waits for somebody who knows more need wait no longer once he has told.
 *
 * @returns how many were new
 */
export async function insertDeliveries(
	sql: Sql,
	instanceId: string,
	rows: readonly StoredDelivery[],
): Promise<number> {
	if (rows.length === 0) return 0;
	const { rows: written } = await sql.query<{ fresh: boolean }>(
		`insert into ${sql.schema}.event_deliveries as d (
			id, instance_id, monitor_workflow_id, monitor_node_id, event, workflow_id, execution_id, group_id, circuit,
			details, timestamp, due_at
		)
		select distinct on (r.id)
			r.id, $2, r.monitor_workflow_id, r.monitor_node_id, r.event, r.workflow_id, r.execution_id, r.group_id,
			left(r.circuit, 300), coalesce(r.details, '{}'), to_timestamp(r.timestamp / 1000.0),
			now() + r.delay * interval '1 ms'
		from json_to_recordset($1::json) as r (
			id uuid, monitor_workflow_id text, monitor_node_id text, event text, workflow_id text, execution_id text,
			group_id uuid, circuit text, details jsonb, timestamp double precision, delay double precision
		)
		order by r.id, r.delay
		on conflict (id, instance_id) do update set due_at = excluded.due_at
		where d.state = 'pending' and excluded.due_at < d.due_at
		returning d.xmax = 0 as fresh`,
		[jsonRows(rows), instanceId],
	);
	return written.filter(({ fresh }) => fresh).length;
}
