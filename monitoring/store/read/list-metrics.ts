import type { Sql } from '../pool';
import type { MetricDefinition } from '../write/define-metric';

export interface MetricRow extends MetricDefinition {
	instance_id: string;
	/** How many different sets of labels there are, without the one for all others. */
	label_sets: number;
	/** Records whose labels found no place, and went into the set for all others. */
	folded: number;
	created_at: string;
	updated_at: string;
}

/** What is defined, by name (primary key); one metric where a name is given. */
export async function listMetrics(sql: Sql, instanceId: string, name: string | null): Promise<MetricRow[]> {
	const { rows } = await sql.query<MetricRow>(
		`select
			m.instance_id, m.name, m.metric_type, m.unit, m.description, m.label_names,
			array_to_json(m.buckets) as buckets, m.label_sets_most, m.folded, m.created_at, m.updated_at,
			(
				select count(*) from ${sql.schema}.metric_label_sets s
				where s.instance_id = m.instance_id and s.name = m.name and not s.is_other
			) as label_sets
		from ${sql.schema}.metrics m
		where m.instance_id = $1 and ($2::text is null or m.name = $2)
		order by m.name`,
		[instanceId, name],
	);
	return rows;
}
