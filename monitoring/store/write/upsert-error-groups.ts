import type { Sql } from '../pool';
import { jsonRows, type StoredError } from './rows';

/** An error that has a group. */
export type GroupedError = StoredError & { group_id: string };

const TITLE_MOST = 1_000;

/**
 * Adds errors to their groups (primary key: instance_id, group_id): counts, days, first and last time. Only rows that
 * this transaction has inserted may be given, so that a row counts once however often it is sent. They are not read
 * from their table: where Postgres has no statistics yet it would look through all of it.
 *
 * @returns the groups that are new, and those that these errors may bring back: resolved, ignored or come back before
 */
export async function upsertErrorGroups(
	sql: Sql,
	instanceId: string,
	errors: readonly GroupedError[],
): Promise<{ fresh: Set<string>; mayReturn: Set<string> }> {
	if (errors.length === 0) return { fresh: new Set(), mayReturn: new Set() };
	const values = freshValues(instanceId, errors);
	// The upsert takes the locks, in the order of groups. What comes after it sees what other writers have committed.
	const { rows } = await sql.query<{ group_id: string; fresh: boolean; plain: boolean }>(addToGroups(sql), values);
	await sql.query(countExecutions(sql), [...values, rows.map(({ group_id }) => group_id)]);
	await sql.query(countDays(sql), values);
	return {
		fresh: new Set(rows.filter(({ fresh }) => fresh).map(({ group_id }) => group_id)),
		mayReturn: new Set(rows.filter(({ plain }) => !plain).map(({ group_id }) => group_id)),
	};
}

/** The rows of this transaction as `fresh`, and the parameters for it: $1 are the rows, $2 is the instance. */
export function freshRows(sql: Sql): string {
	return `fresh as materialized (
			select r.*, to_timestamp(r.ms / 1000.0) as timestamp
			from json_to_recordset($1::json) as r (
				id uuid, group_id uuid, workflow_id text, execution_id text, node_id text, node_name text,
				fingerprint text, error_type ${sql.schema}.error_type, error_code text, title text,
				severity ${sql.schema}.error_severity, handled boolean, workflow_version text, ms double precision
			)
		)`;
}

export function freshValues(instanceId: string, errors: readonly GroupedError[]): [string, string] {
	const rows = errors.map(({ error_message, error_stack: _, metadata: __, hears: ___, timestamp, ...error }) => ({
		...error,
		title: error_message.slice(0, 2 * TITLE_MOST),
		ms: timestamp,
	}));
	return [jsonRows(rows), instanceId];
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
	return `with ${freshRows(sql)}
		insert into ${sql.schema}.error_groups as g (
			instance_id, group_id, workflow_id, node_id, node_name, fingerprint, error_type, error_code, title,
			severity, handled, first_seen_at, last_seen_at, first_version, last_version, occurrences
		)
		select
			$2, group_id, ${one('workflow_id', 'desc')}, ${one('node_id', 'desc')}, ${one('node_name', 'desc')},
			${one('fingerprint', 'desc')}, ${one('error_type', 'desc')}, ${one('error_code', 'desc')},
			left(${one('title', 'desc')}, ${TITLE_MOST}), max(severity), bool_and(handled), min(timestamp),
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
			updated_at = now()
		returning group_id, xmax = 0 as fresh, status = 'open' and regressed_at is null as plain`;
}

/**
 * Executions of which the group holds no other rows than these; $3 are the groups. Looked up once for each execution,
 * and written so that workflow_errors_by_execution is the only index that fits.
 */
function countExecutions(sql: Sql): string {
	return `with ${freshRows(sql)}, pairs as (
			select group_id, execution_id, count(*) as rows
			from fresh
			where execution_id is not null
			group by group_id, execution_id
		), first as materialized (
			select p.group_id, count(*) as executions
			from pairs p
			where not exists (
				select from ${sql.schema}.workflow_errors o
				where o.execution_id = p.execution_id and o.instance_id is not distinct from $2
					and o.group_id is not distinct from p.group_id
				offset p.rows limit 1
			)
			group by p.group_id
		)
		update ${sql.schema}.error_groups g
		set executions = g.executions + first.executions
		from first
		where g.instance_id = $2 and g.group_id = any ($3::uuid[]) and g.group_id = first.group_id`;
}

function countDays(sql: Sql): string {
	return `with ${freshRows(sql)}
		insert into ${sql.schema}.error_group_days as d (instance_id, group_id, day, occurrences)
		select $2, group_id, (timestamp at time zone 'UTC')::date, count(*)
		from fresh
		group by 2, 3
		order by 2, 3
		on conflict (instance_id, group_id, day) do update set occurrences = d.occurrences + excluded.occurrences`;
}
