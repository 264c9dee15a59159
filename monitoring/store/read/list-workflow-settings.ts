import type { Importance, LogLevel } from '../../model/enums';
import type { Sql } from '../pool';

/** What people set for a workflow; `*` stands for all that have no row of their own. */
export interface WorkflowSettings {
	workflow_id: string;
	log_level: LogLevel | null;
	importance: Importance | null;
}

/** All settings of an instance's workflows; 10,000 at most (primary key: instance_id, workflow_id). */
export async function listWorkflowSettings(sql: Sql, instanceId: string): Promise<WorkflowSettings[]> {
	const { rows } = await sql.query<WorkflowSettings>(
		`select workflow_id, log_level::text as log_level, importance
		from ${sql.schema}.workflow_settings
		where instance_id = $1
		order by workflow_id
		limit 10000`,
		[instanceId],
	);
	return rows;
}
