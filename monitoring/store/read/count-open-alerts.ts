import type { Sql } from '../pool';
import { belongsToKinds } from './counted';
import { isOfInstances, type OfKinds, type Scope } from './page';

/** Alerts that nobody has resolved, whenever they were raised, of executions of the kinds asked for or of none. */
export interface OpenAlerts {
	unresolved: number;
	critical: number;
	/** Critical, and nobody has said that he looks after it. */
	critical_unacknowledged: number;
	warning_unacknowledged: number;
}

/** Reads monitoring_alerts_open only. */
export async function countOpenAlerts(sql: Sql, scope: Scope & OfKinds): Promise<OpenAlerts> {
	const { rows } = await sql.query<OpenAlerts>(
		`select
			count(*) as unresolved,
			count(*) filter (where severity = 'critical') as critical,
			count(*) filter (where severity = 'critical' and not acknowledged) as critical_unacknowledged,
			count(*) filter (where severity = 'warning' and not acknowledged) as warning_unacknowledged
		from ${sql.schema}.monitoring_alerts a
		where ${isOfInstances(scope, 'a.instance_id', '$1')} and not resolved
			and ($2::text is null or workflow_id = $2)
			and ${belongsToKinds(sql.schema, 'a', '$3')}`,
		[scope.instanceId, scope.workflowId, scope.kinds],
	);
	return rows[0];
}
