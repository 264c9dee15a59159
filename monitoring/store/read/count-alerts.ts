import type { Sql } from '../pool';
import { belongsToKinds } from './counted';
import { isOfInstances, type OfKinds, type Scope, type Span } from './page';

/** Alerts raised in a span, of executions of the kinds asked for or of none (monitoring_alerts_by_workflow for one workflow). */
export async function countAlerts(sql: Sql, filter: Scope & Span & OfKinds): Promise<number> {
	const { rows } = await sql.query<{ raised: number }>(
		`select count(*) as raised
		from ${sql.schema}.monitoring_alerts a
		where ${isOfInstances(filter, 'a.instance_id', '$1')}
			and ($2::text is null or workflow_id = $2)
			and ($3::timestamptz is null or timestamp >= $3)
			and ($4::timestamptz is null or timestamp < $4)
			and ${belongsToKinds(sql.schema, 'a', '$5')}`,
		[filter.instanceId, filter.workflowId, filter.start, filter.end, filter.kinds],
	);
	return rows[0].raised;
}
