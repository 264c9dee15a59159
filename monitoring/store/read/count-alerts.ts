import type { Sql } from '../pool';
import type { Scope, Span } from './page';

/** Alerts raised in a span (monitoring_alerts_by_workflow for one workflow). */
export async function countAlerts(sql: Sql, filter: Scope & Span): Promise<number> {
	const { rows } = await sql.query<{ raised: number }>(
		`select count(*) as raised
		from ${sql.schema}.monitoring_alerts
		where instance_id = $1
			and ($2::text is null or workflow_id = $2)
			and ($3::timestamptz is null or timestamp >= $3)
			and ($4::timestamptz is null or timestamp < $4)`,
		[filter.instanceId, filter.workflowId, filter.start, filter.end],
	);
	return rows[0].raised;
}
