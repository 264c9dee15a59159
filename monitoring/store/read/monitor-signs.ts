import type { Sql } from '../pool';
import { isOfInstances, type Scope } from './page';

/** Published monitors that do not record, as their n8n saw them last. */
export interface MonitorSigns {
	idle: number;
	/** Why one of them does not; a sentence, or null. */
	reason: string | null;
}

/** A handful of rows (primary key: instance_id, workflow_id, node_id). */
export async function monitorSigns(
	sql: Sql,
	scope: Pick<Scope, 'instanceId'>,
): Promise<MonitorSigns> {
	const { rows } = await sql.query<MonitorSigns>(
		`select count(*) as idle, min(reason) as reason
		from ${sql.schema}.monitors
		where ${isOfInstances(scope, 'instance_id', '$1')} and state not in ('recording', 'connecting', 'starting')`,
		[scope.instanceId],
	);
	return rows[0];
}
