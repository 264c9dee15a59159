import type { Sql } from '../pool';

/** A Monitor Trigger that was sent a test. */
export interface TestEvent {
	delivery_id: string;
	monitor_workflow_id: string;
	workflow_name: string | null;
}

/** Has the published Monitor Triggers of an instance, or of one workflow, start once with a sample. */
export async function sendTestEvent(
	sql: Sql,
	instanceId: string,
	workflowId: string | null,
): Promise<TestEvent[]> {
	const { rows } = await sql.query<TestEvent>(
		`with sent as (
			insert into ${sql.schema}.event_deliveries (
				id, instance_id, monitor_workflow_id, monitor_node_id, event, workflow_id, circuit, timestamp
			)
			select gen_random_uuid(), instance_id, workflow_id, node_id, 'test', workflow_id, 'test', now()
			from ${sql.schema}.monitors
			where instance_id = $1 and state = 'recording' and ($2::text is null or workflow_id = $2)
				and jsonb_array_length(coalesce(settings -> 'events', '[]')) > 0
			returning id, monitor_workflow_id
		)
		select s.id as delivery_id, s.monitor_workflow_id, w.workflow_name
		from sent s
		left join lateral (
			select max(workflow_name) as workflow_name from ${sql.schema}.monitors
			where instance_id = $1 and workflow_id = s.monitor_workflow_id
		) w on true`,
		[instanceId, workflowId],
	);
	return rows;
}
