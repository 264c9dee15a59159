import type { Importance, LogLevel } from '../../model/enums';
import type { Sql } from '../pool';

/** Stands for all workflows that have no setting of their own. */
export const ALL_WORKFLOWS = '*';

/** What people set for a workflow; null is not set. `updated_at` is ISO 8601. */
export interface WorkflowSettingRow {
	instance_id: string;
	workflow_id: string;
	log_level: LogLevel | null;
	importance: Importance | null;
	updated_at: string;
	updated_by: string | null;
}

export type WorkflowSetting = { log_level: LogLevel | null } | { importance: Importance | null };

/** Sets one thing of a workflow and leaves the other as it is (primary key: instance_id, workflow_id). */
export async function setWorkflowSetting(
	sql: Sql,
	instanceId: string,
	workflowId: string,
	setting: WorkflowSetting,
	by: string | null,
): Promise<WorkflowSettingRow> {
	const [column, type, value] =
		'log_level' in setting
			? ['log_level', `${sql.schema}.log_level`, setting.log_level]
			: ['importance', 'text', setting.importance];
	const { rows } = await sql.query<WorkflowSettingRow>(
		`insert into ${sql.schema}.workflow_settings (instance_id, workflow_id, ${column}, updated_by)
		values ($1, $2, $3::${type}, $4)
		on conflict (instance_id, workflow_id) do update
		set ${column} = excluded.${column}, updated_by = excluded.updated_by, updated_at = now()
		returning instance_id, workflow_id, log_level, importance, updated_at, updated_by`,
		[instanceId, workflowId, value, by],
	);
	return rows[0];
}
