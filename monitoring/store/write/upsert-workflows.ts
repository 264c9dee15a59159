import type { WorkflowRecord } from '../../model/records';
import type { Sql } from '../pool';
import { jsonRows } from './rows';

/** Keeps the names of workflows (primary key: instance_id, workflow_id); writes only what is new or changed. */
export async function upsertWorkflows(
	sql: Sql,
	instanceId: string,
	rows: readonly WorkflowRecord[],
): Promise<number> {
	if (rows.length === 0) return 0;
	const { rowCount } = await sql.query(
		`insert into ${sql.schema}.workflows as t (instance_id, workflow_id, name, active)
		select $2, r.workflow_id, r.name, r.active
		from json_to_recordset($1::json) as r (workflow_id text, name text, active boolean)
		order by r.workflow_id
		on conflict (instance_id, workflow_id) do update set
			name = coalesce(excluded.name, t.name),
			active = coalesce(excluded.active, t.active),
			updated_at = now()
		where (coalesce(excluded.name, t.name), coalesce(excluded.active, t.active)) is distinct from (t.name, t.active)`,
		[jsonRows(rows), instanceId],
	);
	return rowCount;
}
