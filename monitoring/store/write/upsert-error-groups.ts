import type { Sql } from '../pool';

const TITLE_MOST = 1_000;

/**
 * Adds errors to their groups (primary key: instance_id, group_id): counts, days, first and last time, and what an
 * error does to a group that was resolved or ignored. Only rows that this transaction has inserted may be given, so
 * that a row counts once however often it is sent.
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
	await sql.query(endIgnorance(sql), values);
	await sql.query(noteRegressions(sql), values);
}

function freshRows(sql: Sql): string {
	return `select * from ${sql.schema}.workflow_errors
		where instance_id = $2 and id = any ($1::uuid[]) and group_id is not null`;
}

/** One value of a column over a group's new rows, from the first or the last of them. */
function one(column: string, order: 'asc' | 'desc'): string {
	return `(array_agg(${column} order by timestamp ${order}, id ${order}) filter (where ${column} is not null))[1]`;
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
			title = case when excluded.last_seen_at >= g.last_seen_at then excluded.title else g.title end,
			node_name = case when excluded.last_seen_at >= g.last_seen_at
				then coalesce(excluded.node_name, g.node_name) else g.node_name end,
			first_version = case when excluded.first_seen_at < g.first_seen_at
				then coalesce(excluded.first_version, g.first_version)
				else coalesce(g.first_version, excluded.first_version) end,
			last_version = case when excluded.last_seen_at >= g.last_seen_at
				then coalesce(excluded.last_version, g.last_version)
				else coalesce(g.last_version, excluded.last_version) end,
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

/** Groups that were ignored until a time that is over, or until so many errors that are reached. */
function endIgnorance(sql: Sql): string {
	return `with fresh as (${freshRows(sql)}), over as (
			update ${sql.schema}.error_groups g
			set status = 'open', ignored_until = null, ignored_until_count = null
			from (select group_id, max(timestamp) as at from fresh group by group_id) as f
			where g.instance_id = $2 and g.group_id = f.group_id and g.status = 'ignored'
				and (f.at > g.ignored_until or g.occurrences >= g.ignored_until_count)
			returning g.group_id, f.at
		)
		insert into ${sql.schema}.error_group_history (id, instance_id, group_id, action, details)
		select gen_random_uuid(), $2, group_id, 'ignore_ended', jsonb_build_object('at', at) from over`;
}

/**
 * Groups that were resolved and come back, by the time of the event: rows that only arrive late change nothing, nor
 * do runs by hand, in which somebody may still be trying.
 */
function noteRegressions(sql: Sql): string {
	return `with fresh as (${freshRows(sql)}), returned as (
			select f.group_id, min(f.timestamp) as at, (array_agg(f.workflow_version order by f.timestamp, f.id))[1] as version
			from fresh f
			join ${sql.schema}.error_groups g on g.instance_id = f.instance_id and g.group_id = f.group_id
			left join ${sql.schema}.workflow_executions e
				on e.instance_id = f.instance_id and e.execution_id = f.execution_id
			where g.status = 'resolved' and f.timestamp > g.resolved_at
				and (not g.in_next_version or f.workflow_version <> g.resolved_version)
				and coalesce(e.mode, '') not in ('manual', 'evaluation')
			group by f.group_id
		), regressed as (
			update ${sql.schema}.error_groups g
			set status = 'open', in_next_version = false, regressed_at = r.at, regressed_version = r.version,
				regressed_after = round(extract(epoch from r.at - g.resolved_at) * 1000),
				regressions = g.regressions + 1
			from returned r
			where g.instance_id = $2 and g.group_id = r.group_id
			returning g.group_id, g.regressed_at, g.regressed_after, g.regressed_version
		)
		insert into ${sql.schema}.error_group_history (id, instance_id, group_id, action, details)
		select
			gen_random_uuid(), $2, group_id, 'regressed',
			jsonb_build_object(
				'at', regressed_at, 'after_ms', regressed_after, 'workflow_version', regressed_version
			)
		from regressed`;
}
