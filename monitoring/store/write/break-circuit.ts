import { randomUUID } from 'node:crypto';
import type { Sql, Store } from '../pool';
import type { Delivery } from './claim-deliveries';

const MINUTES = 10;

/**
 * Starts nothing for this delivery, since it goes in a circle. Where the circuit was closed before it is open for ten
 * minutes now: its trigger hears so at once, and what was left out when they are over.
 */
export async function breakCircuit(
	store: Store,
	instanceId: string,
	delivery: Delivery,
): Promise<void> {
	await store.transaction(async (sql) => {
		await sql.query(
			`update ${sql.schema}.event_deliveries set state = 'suppressed', reason = 'The circuit is open'
			where instance_id = $1 and id = $2 and state = 'claimed'`,
			[instanceId, delivery.id],
		);
		await tell(sql, instanceId, delivery, 'circuit_open', 0);
		await tell(sql, instanceId, delivery, 'circuit_digest', MINUTES);
	});
}

/** Unless it was told within the last ten minutes (event_deliveries_by_circuit). */
async function tell(
	sql: Sql,
	instanceId: string,
	delivery: Delivery,
	event: 'circuit_open' | 'circuit_digest',
	afterMinutes: number,
): Promise<void> {
	await sql.query(
		`insert into ${sql.schema}.event_deliveries (
			id, instance_id, monitor_workflow_id, monitor_node_id, event, workflow_id, execution_id, group_id, circuit,
			details, timestamp, due_at
		)
		select $2::uuid, $1::text, $3::text, $4::text, $5::text, $6::text, $7::text, $8::uuid, left($5 || ' ' || $9::text, 300),
			jsonb_build_object('circuit', $9::text, 'event', $10::text, 'minutes', ${MINUTES}),
			now(), now() + $11::integer * interval '1 minute'
		where not exists (
			select from ${sql.schema}.event_deliveries
			where instance_id = $1 and monitor_workflow_id = $3 and monitor_node_id = $4
				and circuit = left($5 || ' ' || $9, 300) and recorded_at > now() - interval '${MINUTES} minutes'
		)`,
		[
			instanceId, randomUUID(), delivery.monitor_workflow_id, delivery.monitor_node_id, event, delivery.workflow_id,
			event === 'circuit_open' ? delivery.execution_id : null, delivery.group_id, delivery.circuit, delivery.event,
			afterMinutes,
		],
	);
}
