import type { ShapeMode } from '../../model/known-shape';
import type { Sql } from '../pool';
import { SHAPE_COLUMNS, type StoredShape } from './current-shapes';
import { isOfInstances, type Page, type Scope, type Span } from './page';

/** A shape that an output has or had, and the one before it. Times are ISO 8601. */
export interface ShapeWithBefore extends Omit<StoredShape, 'last_told'> {
	instance_id: string;
	/** Nothing came after it. */
	current: boolean;
	/** Of the shape before; null for the first one. */
	fields_before: string[] | null;
	always_empty_before: string[] | null;
}

export interface ShapeFilter extends Scope, Span, Page {
	id: string | null;
	/** A node by its id or name. */
	node: string | null;
	output: number | null;
	/** Null means all. */
	mode: ShapeMode | null;
	/** Only those that outputs have now, or only those that they have no more. */
	current: boolean | null;
}

/** True where two rows are about the same output. */
const SAME_OUTPUT = `o.instance_id = s.instance_id and o.workflow_id = s.workflow_id and o.node_key = s.node_key
			and o.output_index = s.output_index and o.mode = s.mode`;

/**
 * Shapes that began in the span, the newest first (unique: instance, workflow, output, revision, or the key for one).
 * There is a row for each different shape only, so that the rest is a filter over few rows.
 */
export async function listShapes(sql: Sql, filter: ShapeFilter): Promise<ShapeWithBefore[]> {
	const { rows } = await sql.query<ShapeWithBefore>(
		`select
			s.instance_id, ${SHAPE_COLUMNS.map((column) => `s.${column}`).join(', ')}, now.current,
			o.fields as fields_before, o.always_empty as always_empty_before
		from ${sql.schema}.node_shapes s
		cross join lateral (
			select not exists (
				select from ${sql.schema}.node_shapes o where ${SAME_OUTPUT} and o.revision = s.revision + 1
			) as current
		) as now
		left join ${sql.schema}.node_shapes o on ${SAME_OUTPUT} and o.revision = s.revision - 1
		where ${isOfInstances(filter, 's.instance_id', '$1')}
			and ($2::text is null or s.workflow_id = $2)
			and ($3::timestamptz is null or s.first_seen_at >= $3)
			and ($4::timestamptz is null or s.first_seen_at < $4)
			and ($5::uuid is null or s.id = $5)
			and ($6::text is null or s.node_id = $6 or s.node_name = $6)
			and ($7::integer is null or s.output_index = $7)
			and ($8::text is null or s.mode = $8)
			and ($9::boolean is null or now.current = $9)
			and ($10::timestamptz is null or (s.first_seen_at, s.id) < ($10, $11::uuid))
		order by s.first_seen_at desc, s.id desc
		limit $12 offset $13`,
		[
			filter.instanceId,
			filter.workflowId,
			filter.start,
			filter.end,
			filter.id,
			filter.node,
			filter.output,
			filter.mode,
			filter.current,
			filter.after?.timestamp ?? null,
			filter.after?.id ?? null,
			filter.limit,
			filter.offset,
		],
	);
	return rows;
}
