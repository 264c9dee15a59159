import type { Sql } from '../pool';
import { admitLabelSets, OTHER_SET } from './admit-label-sets';
import { jsonRows, UnwritableRow, type Batch } from './rows';

type Recorded = Batch['metrics'][number];

/** A record, and where it goes. */
interface Placed extends Recorded {
	/** Of a histogram; null for others. */
	bucket: number | null;
}

/**
 * Adds records of metrics to the points of their minutes. One whose id was written within the last day is left out.
 *
 * @returns how many were new
 * @throws UnwritableRow where a metric is not defined
 */
export async function recordMetrics(sql: Sql, instanceId: string, rows: readonly Recorded[]): Promise<number> {
	if (rows.length === 0) return 0;
	const newIds = await insertIds(sql, instanceId, rows);
	const fresh = rows.filter(({ id }) => newIds.has(id));
	if (fresh.length === 0) return 0;
	const buckets = await bucketsOf(sql, instanceId, fresh);
	const admitted = await admitLabelSets(sql, instanceId, fresh);
	const placed = fresh.map((row): Placed => {
		const bounds = buckets.get(row.name);
		if (bounds === undefined) throw new UnwritableRow('The metric is not defined');
		const label_set_id = admitted.has(row.label_set_id) ? row.label_set_id : OTHER_SET;
		return { ...row, label_set_id, bucket: bounds === null ? null : bucketOf(row.value, bounds) };
	});
	await upsertPoints(sql, instanceId, placed);
	await upsertBuckets(sql, instanceId, placed.filter(({ bucket }) => bucket !== null));
	return fresh.length;
}

async function insertIds(sql: Sql, instanceId: string, rows: readonly Recorded[]): Promise<Set<string>> {
	const { rows: inserted } = await sql.query<{ id: string }>(
		`insert into ${sql.schema}.metric_records (instance_id, id)
		select $1, id from unnest($2::uuid[]) as id order by id
		on conflict do nothing
		returning id`,
		[instanceId, rows.map(({ id }) => id)],
	);
	return new Set(inserted.map(({ id }) => id));
}

async function bucketsOf(
	sql: Sql,
	instanceId: string,
	rows: readonly Recorded[],
): Promise<Map<string, number[] | null>> {
	const { rows: metrics } = await sql.query<{ name: string; buckets: number[] | null }>(
		`select name, array_to_json(buckets) as buckets
		from ${sql.schema}.metrics
		where instance_id = $1 and name = any ($2::text[])`,
		[instanceId, [...new Set(rows.map(({ name }) => name))]],
	);
	return new Map(metrics.map(({ name, buckets }) => [name, buckets]));
}

/** The first bucket whose bound is not below the value, as Prometheus has it; the one behind the last bound else. */
function bucketOf(value: number, bounds: readonly number[]): number {
	const bucket = bounds.findIndex((bound) => value <= bound);
	return bucket === -1 ? bounds.length : bucket;
}

const RECORDS = `(
		select *, to_timestamp(timestamp / 1000.0) as at
		from json_to_recordset($1::json) as r (
			id uuid, name text, label_set_id uuid, timestamp double precision, value numeric, bucket smallint
		)
	) as r`;

/** In decimals, so that nothing drifts however often something is added; in the order of the primary key. */
async function upsertPoints(sql: Sql, instanceId: string, rows: readonly Placed[]): Promise<void> {
	await sql.query(
		`insert into ${sql.schema}.metric_points as t (
			instance_id, name, label_set_id, minute, count, sum, min, max, last, last_at
		)
		select
			$2, r.name, r.label_set_id, date_trunc('minute', r.at) as minute, count(*), sum(r.value), min(r.value),
			max(r.value), (array_agg(r.value order by r.at desc, r.id desc))[1], max(r.at)
		from ${RECORDS}
		group by r.name, r.label_set_id, minute
		order by r.name, r.label_set_id, minute
		on conflict (instance_id, name, label_set_id, minute) do update set
			count = t.count + excluded.count,
			sum = t.sum + excluded.sum,
			min = least(t.min, excluded.min),
			max = greatest(t.max, excluded.max),
			last = case when excluded.last_at >= t.last_at then excluded.last else t.last end,
			last_at = greatest(t.last_at, excluded.last_at)`,
		[jsonRows(rows), instanceId],
	);
}

async function upsertBuckets(sql: Sql, instanceId: string, rows: readonly Placed[]): Promise<void> {
	if (rows.length === 0) return;
	await sql.query(
		`insert into ${sql.schema}.metric_buckets as t (instance_id, name, label_set_id, minute, bucket, count)
		select $2, r.name, r.label_set_id, date_trunc('minute', r.at) as minute, r.bucket, count(*)
		from ${RECORDS}
		group by r.name, r.label_set_id, minute, r.bucket
		order by r.name, r.label_set_id, minute, r.bucket
		on conflict (instance_id, name, label_set_id, minute, bucket) do update set count = t.count + excluded.count`,
		[jsonRows(rows), instanceId],
	);
}
