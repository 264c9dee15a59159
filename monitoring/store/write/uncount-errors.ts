import type { Sql } from '../pool';
import { jsonRows } from './rows';

/** An error that this transaction has removed; `day` is its UTC day. */
export interface RemovedError {
	execution_id: string;
	group_id: string;
	day: string;
}

/**
 * Takes errors that never were from the counts of their groups (primary key: instance_id, group_id). A group of which
 * nothing is left goes too, unless somebody has had to do with it.
 */
export async function uncountErrors(
	sql: Sql,
	instanceId: string,
	removed: readonly RemovedError[],
): Promise<void> {
	if (removed.length === 0) return;
	const gone = 'json_to_recordset($2::json) as r (execution_id text, group_id uuid, day date)';
	const values = [instanceId, jsonRows(removed)];
	await sql.query(
		`select from ${sql.schema}.error_groups
		where instance_id = $1 and group_id in (select group_id from ${gone})
		order by group_id
		for update`,
		values,
	);
	await sql.query(
		`update ${sql.schema}.error_groups g
		set occurrences = g.occurrences - lost.occurrences, executions = g.executions - lost.executions
		from (
			select
				r.group_id, count(*) as occurrences,
				count(distinct r.execution_id) filter (where (
					select count(*) from ${sql.schema}.workflow_errors o
					where o.execution_id = r.execution_id and o.instance_id is not distinct from $1
						and o.group_id is not distinct from r.group_id
				) = 0) as executions
			from ${gone}
			group by r.group_id
		) as lost
		where g.instance_id = $1 and g.group_id = lost.group_id`,
		values,
	);
	await sql.query(
		`update ${sql.schema}.error_group_days d
		set occurrences = d.occurrences - lost.occurrences
		from (select r.group_id, r.day, count(*) as occurrences from ${gone} group by r.group_id, r.day) as lost
		where d.instance_id = $1 and d.group_id = lost.group_id and d.day = lost.day`,
		values,
	);
	await sql.query(
		`with empty as (
			delete from ${sql.schema}.error_groups g
			where g.instance_id = $1 and g.group_id in (select group_id from ${gone}) and g.occurrences <= 0
				and not exists (
					select from ${sql.schema}.error_group_history h
					where h.instance_id = $1 and h.group_id = g.group_id
				)
			returning g.group_id
		)
		delete from ${sql.schema}.error_group_days d
		where d.instance_id = $1 and d.occurrences <= 0 and d.group_id in (select group_id from ${gone})`,
		values,
	);
}
