import type { Sql } from '../pool';
import { jsonRows } from './rows';

/** What n8n's own tables say of a workflow, ready to be shown: masked and cut. */
export interface WorkflowFactsRow {
	workflow_id: string;
	name: string;
	active: boolean;
	workflow_version: string | null;
	tags: string[];
	project_id: string | null;
	redacted: boolean;
	archived: boolean;
}

/**
 * Keeps what n8n's own tables say of workflows (primary key: instance_id, workflow_id), in the order of their
 * ids; writes only what is new or changed.
 *
 * @returns how many were
 */
export async function keepWorkflowFacts(
	sql: Sql,
	instanceId: string,
	rows: readonly WorkflowFactsRow[],
): Promise<number> {
	if (rows.length === 0) return 0;
	const { rowCount } = await sql.query(
		`insert into ${sql.schema}.workflows as t (
			instance_id, workflow_id, name, active, workflow_version, tags, project_id, redacted, archived
		)
		select
			$2, r.workflow_id, r.name, r.active, r.workflow_version, r.tags, r.project_id, r.redacted, r.archived
		from json_to_recordset($1::json) as r (
			workflow_id text, name text, active boolean, workflow_version text, tags text[], project_id text,
			redacted boolean, archived boolean
		)
		order by r.workflow_id
		on conflict (instance_id, workflow_id) do update set
			name = excluded.name,
			active = excluded.active,
			workflow_version = excluded.workflow_version,
			tags = excluded.tags,
			project_id = excluded.project_id,
			redacted = excluded.redacted,
			archived = excluded.archived,
			updated_at = now()
		where (
			excluded.name, excluded.active, excluded.workflow_version, excluded.tags, excluded.project_id,
			excluded.redacted, excluded.archived
		) is distinct from (t.name, t.active, t.workflow_version, t.tags, t.project_id, t.redacted, t.archived)`,
		[jsonRows(rows), instanceId],
	);
	return rowCount;
}
