import type { Sql } from '../pool';

const TITLE_MOST = 1_000;

/**
 * Adds errors to their groups (primary key: instance_id, group_id): counts, days, first and last time. Only rows
 * that this transaction has inserted may be given, so that a row counts once however often it is sent.
 *
 * @param ids of the new rows; those without a group are passed over
 */
export async function upsertErrorGroups(
	sql: Sql,
	instanceId: string,
	ids: readonly string[],
): Promise<void> {
	if (ids.length === 0) return;
	const values = [ids, instanceId];
	// The upsert takes the locks, in the order of groups. What comes after it sees what other writers have committed.
	await sql.query(addToGroups(sql), values);
	await sql.query(countExecutions(sql), values);
	await sql.query(countDays(sql), values);
}

/** What this transaction has inserted and has a group; $1 are the ids, $2 is the instance. */
export function freshRows(sql: Sql): string {
	return `select * from ${sql.schema}.workflow_errors
		where instance_id = $2 and id = any ($1::uuid[]) and group_id is not null`;
}

/** One value of a column over a group's new rows, from the first or the last of them. */
function one(column: string, order: 'asc' | 'desc'): string {
	return `(array_agg(${column} order by timestamp ${order}, id ${order}) filter (where ${column} is not null))[1]`;
}

/** What the last event says, whichever is written first. */
function ofLast(column: string): string {
	return `${column} = case when excluded.last_seen_at >= g.last_seen_at
				then coalesce(excluded.${column}, g.${column}) else coalesce(g.${column}, excluded.${column}) end`;
}

function addToGroups(sql: Sql): string {
	return `with fresh as (${freshRows(sql)})
		insert into ${sql.schema}.error_groups as g (
			instance_id, group_id, workflow_id, node_id, node_name, fingerprint, error_type, error_code, title,
			severity, handled, first_seen_at, last_seen_at, first_version, last_version, occurrences
		)
		select
			$2, group_id, ${one('workflow_id', 'desc')}, ${one('node_id', 'desc')}, ${one('node_name', 'desc')},
			${one('fingerprint', 'desc')}, ${one('error_type', 'desc')}, ${one('error_code', 'desc')},
			left(${one('error_message', 'desc')}, ${TITLE_MOST}), max(severity), bool_and(handled), min(timestamp),
			max(timestamp), ${one('workflow_version', 'asc')}, ${one('workflow_version', 'desc')}, count(*)
		from fresh
		group by group_id
		order by group_id
		on conflict (instance_id, group_id) do update set
			occurrences = g.occurrences + excluded.occurrences,
			severity = greatest(g.severity, excluded.severity),
			handled = g.handled and excluded.handled,
			first_seen_at = least(g.first_seen_at, excluded.first_seen_at),
			last_seen_at = greatest(g.last_seen_at, excluded.last_seen_at),
			${['node_id', 'node_name', 'error_type', 'error_code', 'title', 'last_version'].map(ofLast).join(',\n\t\t\t')},
			first_version = case when excluded.first_seen_at < g.first_seen_at
				then coalesce(excluded.first_version, g.first_version)
				else coalesce(g.first_version, excluded.first_version) end,
			updated_at = now()`;
}

/** Executions of which the group holds no other row. */
function countExecutions(sql: Sql): string {
	return `with fresh as (${freshRows(sql)}), first as (
			select f.group_id, count(distinct f.execution_id) as executions
			from fresh f
			where f.execution_id is not null and not exists (
				select from ${sql.schema}.workflow_errors o
				where o.execution_id = f.execution_id and o.instance_id = f.instance_id and o.group_id = f.group_id
					and o.id <> all ($1::uuid[])
			)
			group by f.group_id
		)
		update ${sql.schema}.error_groups g
		set executions = g.executions + first.executions
		from first
		where g.instance_id = $2 and g.group_id = first.group_id`;
}

function countDays(sql: Sql): string {
	return `with fresh as (${freshRows(sql)})
		insert into ${sql.schema}.error_group_days as d (instance_id, group_id, day, occurrences)
		select $2, group_id, (timestamp at time zone 'UTC')::date, count(*)
		from fresh
		group by 2, 3
		order by 2, 3
		on conflict (instance_id, group_id, day) do update set occurrences = d.occurrences + excluded.occurrences`;
}
