import type { Store } from '../pool';
import { jsonRows } from './rows';

/** A row of `monitors`: a published Monitor Trigger, and how it stands with it. */
export interface MonitorRow {
	workflow_id: string;
	node_id: string;
	workflow_name: string;
	/** `instance`, `project`, or `nothing` where it may not watch. */
	covers: string;
	project_id: string | null;
	settings: object;
	state: string;
	reason: string | null;
	next_step: string | null;
}

/**
 * Has the table hold just these monitors of an instance (primary key: instance_id, workflow_id, node_id). Rows
 * are written in the order of their keys, so that two writers do not wait for one another in a circle.
 */
export async function keepMonitors(
	store: Store,
	instanceId: string,
	rows: readonly MonitorRow[],
): Promise<void> {
	await store.transaction(async (sql) => {
		await sql.query(
			`insert into ${sql.schema}.monitors as t (
				instance_id, workflow_id, node_id, workflow_name, covers, project_id, settings, state, reason, next_step
			)
			select
				$2, r.workflow_id, r.node_id, r.workflow_name, r.covers, r.project_id, r.settings, r.state, r.reason,
				r.next_step
			from json_to_recordset($1::json) as r (
				workflow_id text, node_id text, workflow_name text, covers text, project_id text, settings jsonb,
				state text, reason text, next_step text
			)
			order by r.workflow_id, r.node_id
			on conflict (instance_id, workflow_id, node_id) do update set
				workflow_name = excluded.workflow_name,
				covers = excluded.covers,
				project_id = excluded.project_id,
				settings = excluded.settings,
				state = excluded.state,
				reason = excluded.reason,
				next_step = excluded.next_step,
				updated_at = now()`,
			[jsonRows(rows), instanceId],
		);
		await sql.query(
			`delete from ${sql.schema}.monitors
			where instance_id = $1 and (workflow_id, node_id) not in (
				select r.workflow_id, r.node_id from json_to_recordset($2::json) as r (workflow_id text, node_id text)
			)`,
			[instanceId, jsonRows(rows.map(({ workflow_id, node_id }) => ({ workflow_id, node_id })))],
		);
	});
}
