import type { Sql } from '../pool';
import { SHAPE_COLUMNS, type StoredShape } from './current-shapes';

/** The shapes of the output of one shape, from one revision to another, in their order (unique: output, revision). */
export async function listShapeCourse(
	sql: Sql,
	instanceId: string,
	shapeId: string,
	{ from, to }: { from: number; to: number },
): Promise<Array<Omit<StoredShape, 'last_told'>>> {
	const { rows } = await sql.query<Omit<StoredShape, 'last_told'>>(
		`select ${SHAPE_COLUMNS.map((column) => `s.${column}`).join(', ')}
		from ${sql.schema}.node_shapes one
		join ${sql.schema}.node_shapes s using (instance_id, workflow_id, node_key, output_index, mode)
		where one.instance_id = $1 and one.id = $2 and s.revision between $3 and $4
		order by s.revision`,
		[instanceId, shapeId, from, to],
	);
	return rows;
}
