import type { Sql } from '../pool';

/** A published Monitor Trigger as a process of its n8n saw it last; `updated_at` is ISO 8601. */
export interface MonitorRow {
	workflow_id: string;
	workflow_name: string | null;
	node_id: string;
	/** `instance` or `project`; `nothing` where it may not watch. */
	covers: string;
	project_id: string | null;
	settings: object;
	state: string;
	reason: string | null;
	next_step: string | null;
	updated_at: string;
}

const AT_MOST = 200;

/** The monitors of an instance (primary key); 200 at most. */
export async function listMonitors(sql: Sql, instanceId: string): Promise<MonitorRow[]> {
	const { rows } = await sql.query<MonitorRow>(
		`select
			workflow_id, workflow_name, node_id, covers, project_id, settings, state, reason, next_step, updated_at
		from ${sql.schema}.monitors
		where instance_id = $1
		order by workflow_id, node_id
		limit ${AT_MOST}`,
		[instanceId],
	);
	return rows;
}
