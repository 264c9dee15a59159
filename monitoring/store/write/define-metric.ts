import type { MetricType } from '../../model/enums';
import type { Sql } from '../pool';

export interface MetricDefinition {
	name: string;
	metric_type: MetricType;
	unit: string | null;
	description: string | null;
	label_names: string[];
	/** Upper bounds of the buckets of a histogram, ascending; null for others. */
	buckets: number[] | null;
	/** So many different sets of labels are kept apart; those beyond become one. */
	label_sets_most: number;
}

/**
 * Defines a metric, or says something else of one that is there (primary key: instance_id, name).
 *
 * @returns false where there is one of another type or with other buckets, which stays as it is
 */
export async function defineMetric(sql: Sql, instanceId: string, metric: MetricDefinition): Promise<boolean> {
	const { rowCount } = await sql.query(
		`insert into ${sql.schema}.metrics as t (
			instance_id, name, metric_type, unit, description, label_names, buckets, label_sets_most
		)
		values ($1, $2, $3, $4, $5, $6, $7::numeric[], $8)
		on conflict (instance_id, name) do update set
			unit = excluded.unit, description = excluded.description, label_names = excluded.label_names,
			label_sets_most = excluded.label_sets_most, updated_at = now()
		where t.metric_type = excluded.metric_type and t.buckets is not distinct from excluded.buckets`,
		[
			instanceId,
			metric.name,
			metric.metric_type,
			metric.unit,
			metric.description,
			metric.label_names,
			metric.buckets,
			metric.label_sets_most,
		],
	);
	return rowCount > 0;
}
