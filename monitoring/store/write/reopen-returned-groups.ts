import type { Sql } from '../pool';
import { freshRows, freshValues, type GroupedError } from './upsert-error-groups';

/**
 * Opens the groups that these errors bring back: ignored ones whose time or count is over, and resolved ones. Goes
 * after `upsertErrorGroups`, which has locked the groups.
 *
 * @param errors the new rows of groups that may come back
 * @returns the groups that have come back with them
 */
export async function reopenReturnedGroups(
	sql: Sql,
	instanceId: string,
	errors: readonly GroupedError[],
): Promise<Set<string>> {
	if (errors.length === 0) return new Set();
	const values = [...freshValues(instanceId, errors), errors.map(({ group_id }) => group_id)];
	await sql.query(endIgnorance(sql), values);
	const { rows } = await sql.query<{ group_id: string }>(noteRegressions(sql), values);
	return new Set(rows.map(({ group_id }) => group_id));
}

function endIgnorance(sql: Sql): string {
	return `with ${freshRows(sql)}, over as (
			update ${sql.schema}.error_groups g
			set status = 'open', ignored_until = null, ignored_until_count = null
			from (select group_id, max(timestamp) as at from fresh group by group_id) as f
			where g.instance_id = $2 and g.group_id = any ($3::uuid[]) and g.group_id = f.group_id
				and g.status = 'ignored'
				and (f.at > g.ignored_until or g.occurrences >= g.ignored_until_count)
			returning g.group_id, f.at
		)
		insert into ${sql.schema}.error_group_history (id, instance_id, group_id, action, details, timestamp)
		select gen_random_uuid(), $2, group_id, 'ignore_ended', jsonb_build_object('at', at), clock_timestamp() from over`;
}

/**
 * Groups that were resolved and come back, by the time of the event: rows that only arrive late change nothing, nor
 * do runs by hand, in which somebody may still be trying. Where a row arrives that is older than the one that has
 * brought its group back, the group came back with that one. An error of an unknown version is one of another version.
 */
function noteRegressions(sql: Sql): string {
	return `with ${freshRows(sql)}, later as materialized (
			select f.*, g.status = 'resolved' as first
			from fresh f
			join ${sql.schema}.error_groups g on g.group_id = f.group_id
			where g.instance_id = $2 and g.group_id = any ($3::uuid[]) and f.timestamp > g.resolved_until
				and (g.status = 'resolved' or f.timestamp < g.regressed_at)
				and (not g.in_next_version or f.workflow_version is distinct from g.resolved_version)
		), returned as materialized (
			select distinct on (group_id) group_id, timestamp as at, workflow_version as version, first
			from later
			where coalesce((
				select e.mode from ${sql.schema}.workflow_executions e
				where e.instance_id = $2 and e.execution_id = later.execution_id
			), '') not in ('manual', 'evaluation')
			order by group_id, timestamp, id
		), regressed as (
			update ${sql.schema}.error_groups g
			set status = case when r.first then 'open' else g.status end, regressed_at = r.at,
				regressed_version = r.version,
				regressed_after = greatest(0, round(
					extract(epoch from r.at - date_trunc('milliseconds', g.resolved_at)) * 1000
				)),
				regressions = g.regressions + r.first::integer
			from returned r
			where g.instance_id = $2 and g.group_id = any ($3::uuid[]) and g.group_id = r.group_id
			returning g.group_id, g.regressed_at, g.regressed_after, g.regressed_version, r.first
		)
		insert into ${sql.schema}.error_group_history (id, instance_id, group_id, action, details, timestamp)
		select
			gen_random_uuid(), $2, group_id, 'regressed',
			jsonb_build_object(
				'at', regressed_at, 'after_ms', regressed_after, 'workflow_version', regressed_version
			),
			clock_timestamp()
		from regressed
		where first
		returning group_id`;
}
