import type { Sql } from '../pool';

/** Marks these workflows as silent since their last execution, and no others (primary key: instance_id, workflow_id). */
export async function markSilentWorkflows(
	sql: Sql,
	instanceId: string,
	silent: ReadonlyArray<{ workflow_id: string; last_started_at: string }>,
): Promise<void> {
	await sql.query(
		`update ${sql.schema}.workflows as w
		set silent_since = changed.since
		from (
			select w.workflow_id, s.since
			from ${sql.schema}.workflows w
			left join unnest($2::text[], $3::timestamptz[]) as s (workflow_id, since) on s.workflow_id = w.workflow_id
			where w.instance_id = $1 and w.silent_since is distinct from s.since
			order by w.workflow_id
			for update of w
		) as changed
		where w.instance_id = $1 and w.workflow_id = changed.workflow_id`,
		[instanceId, silent.map(({ workflow_id }) => workflow_id), silent.map(({ last_started_at }) => last_started_at)],
	);
}
