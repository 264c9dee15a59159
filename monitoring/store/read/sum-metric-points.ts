import type { Sql } from '../pool';

export interface MetricPointsFilter {
	name: string;
	/** ISO 8601; whole steps. */
	start: string;
	end: string;
	/** s */
	step: number;
	/** Labels that rows are apart by. */
	groupBy: readonly string[];
	/** Only sets that have these labels. */
	labels: Record<string, string>;
	limit: number;
}

/** What was recorded in a step by sets of labels that are alike in what is grouped by. */
export interface MetricPointsRow {
	/** ISO 8601 */
	start: string;
	labels: Record<string, string>;
	count: number;
	sum: number;
	min: number;
	max: number;
	last: number;
}

export interface MetricBucketRow extends Pick<MetricPointsRow, 'start' | 'labels'> {
	bucket: number;
	count: number;
}

const STEP = "to_timestamp(floor(extract(epoch from p.minute) / $5) * $5)";
const LABELS = `coalesce(
				(select jsonb_object_agg(label, coalesce(s.labels ->> label, '')) from unnest($6::text[]) as label), '{}'
			)`;

function chosen(schema: string, table: 'metric_points' | 'metric_buckets'): string {
	return `${schema}.${table} p
		join (
			select s.instance_id, s.name, s.label_set_id, ${LABELS} as labels
			from ${schema}.metric_label_sets s
			where s.instance_id = $1 and s.name = $2 and s.labels @> $7::jsonb
		) as s using (instance_id, name, label_set_id)
		where p.instance_id = $1 and p.name = $2 and p.minute >= $3 and p.minute < $4`;
}

function values(instanceId: string, filter: MetricPointsFilter): unknown[] {
	const { name, start, end, step, groupBy, labels, limit } = filter;
	return [instanceId, name, start, end, step, groupBy, JSON.stringify(labels), limit];
}

/** Points by step and labels, in order of time (primary key, a range of minutes for each set of labels). */
export async function sumMetricPoints(sql: Sql, instanceId: string, filter: MetricPointsFilter): Promise<MetricPointsRow[]> {
	const { rows } = await sql.query<MetricPointsRow>(
		`select
			${STEP} as start, s.labels, sum(p.count) as count, sum(p.sum) as sum, min(p.min) as min, max(p.max) as max,
			(array_agg(p.last order by p.last_at desc))[1] as last
		from ${chosen(sql.schema, 'metric_points')}
		group by 1, 2
		order by 1, 2
		limit $8`,
		values(instanceId, filter),
	);
	return rows;
}

/** The same of the buckets of a histogram; limit is for rows of `sumMetricPoints`, each with its few buckets. */
export async function sumMetricBuckets(sql: Sql, instanceId: string, filter: MetricPointsFilter): Promise<MetricBucketRow[]> {
	const { rows } = await sql.query<MetricBucketRow>(
		`select ${STEP} as start, s.labels, p.bucket, sum(p.count) as count
		from ${chosen(sql.schema, 'metric_buckets')}
		group by 1, 2, 3
		order by 1, 2, 3
		limit $8`,
		values(instanceId, filter),
	);
	return rows;
}
