import type { Sql } from '../pool';
import { jsonRows, type Batch } from './rows';

type Recorded = Batch['metrics'][number];

/** The set of all labels that found no place. */
export const OTHER_SET = '00000000-0000-8000-8000-000000000000';

/**
 * Lets new sets of labels in, as many as their metrics have room for. Those that find none are counted, and the set
 * for all others is made.
 *
 * @returns ids of the sets that are there
 */
export async function admitLabelSets(sql: Sql, instanceId: string, rows: readonly Recorded[]): Promise<Set<string>> {
	const known = await knownSets(sql, instanceId, rows);
	const unknown = rows.filter(({ label_set_id }) => !known.has(label_set_id));
	if (unknown.length === 0) return known;
	await lockMetrics(sql, instanceId, unknown);
	await insertSets(sql, instanceId, unknown);
	const after = await knownSets(sql, instanceId, rows);
	await foldRest(sql, instanceId, unknown.filter(({ label_set_id }) => !after.has(label_set_id)));
	return after;
}

async function knownSets(sql: Sql, instanceId: string, rows: readonly Recorded[]): Promise<Set<string>> {
	const { rows: found } = await sql.query<{ label_set_id: string }>(
		`select s.label_set_id
		from unnest($2::text[], $3::uuid[]) as wanted (name, label_set_id)
		join ${sql.schema}.metric_label_sets s
			on s.instance_id = $1 and s.name = wanted.name and s.label_set_id = wanted.label_set_id`,
		[instanceId, rows.map(({ name }) => name), rows.map(({ label_set_id }) => label_set_id)],
	);
	return new Set(found.map(({ label_set_id }) => label_set_id));
}

/** One writer at a time lets sets of a metric in, so that there are never too many. */
async function lockMetrics(sql: Sql, instanceId: string, rows: readonly Recorded[]): Promise<void> {
	await sql.query(
		`select from ${sql.schema}.metrics
		where instance_id = $1 and name = any ($2::text[])
		order by name
		for no key update`,
		[instanceId, [...new Set(rows.map(({ name }) => name))]],
	);
}

/** A statement of its own behind the lock, so that it sees what others have let in meanwhile. */
async function insertSets(sql: Sql, instanceId: string, rows: readonly Recorded[]): Promise<void> {
	const sets = new Map(rows.map(({ name, label_set_id, labels }) => [label_set_id, { name, label_set_id, labels }]));
	const given = [...sets.values()].map((set, place) => ({ ...set, labels: Object.fromEntries(set.labels), place }));
	await sql.query(
		`insert into ${sql.schema}.metric_label_sets (instance_id, name, label_set_id, labels, is_other)
		select $2, fresh.name, fresh.label_set_id, fresh.labels, false
		from (
			select r.*, m.label_sets_most, row_number() over (partition by r.name order by r.place) as nth
			from json_to_recordset($1::json) as r (name text, label_set_id uuid, labels jsonb, place integer)
			join ${sql.schema}.metrics m on m.instance_id = $2 and m.name = r.name
			where not exists (
				select from ${sql.schema}.metric_label_sets s
				where s.instance_id = $2 and s.name = r.name and s.label_set_id = r.label_set_id
			)
		) as fresh
		where fresh.nth + (
			select count(*) from ${sql.schema}.metric_label_sets s
			where s.instance_id = $2 and s.name = fresh.name and not s.is_other
		) <= fresh.label_sets_most
		on conflict do nothing`,
		[jsonRows(given), instanceId],
	);
}

async function foldRest(sql: Sql, instanceId: string, rows: readonly Recorded[]): Promise<void> {
	if (rows.length === 0) return;
	await sql.query(
		`with folded as (
			update ${sql.schema}.metrics m
			set folded = m.folded + rest.count
			from (select name, count(*) as count from unnest($2::text[]) as name group by name) as rest
			where m.instance_id = $1 and m.name = rest.name
			returning m.name, m.label_names
		)
		insert into ${sql.schema}.metric_label_sets (instance_id, name, label_set_id, labels, is_other)
		select
			$1, f.name, $3, coalesce((select jsonb_object_agg(label, 'other') from unnest(f.label_names) as label), '{}'), true
		from folded f
		on conflict do nothing`,
		[instanceId, rows.map(({ name }) => name), OTHER_SET],
	);
}
