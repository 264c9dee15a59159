import type { Sql } from '../pool';
import { isCourseRow } from './list-node-runs';

/** A row of an execution's course: node, ms since the start, ms it took (null: a wait begins), items in and out, step. */
export type CourseTuple = [
	node: string,
	at: number,
	duration: number | null,
	itemsIn: number | null,
	itemsOut: number | null,
	step: number,
];

/**
 * The node runs of one execution that have ended, in the order of their ends, so many at most
 * (workflow_execution_logs_by_execution).
 *
 * @param startedAt ISO 8601
 */
export async function listCourse(
	sql: Sql,
	instanceId: string,
	executionId: string,
	startedAt: string,
	most: number,
): Promise<CourseTuple[]> {
	const { rows } = await sql.query<{ rows: CourseTuple[] | null }>(
		`select ${courseRows('$3::timestamptz')} as rows
		from (
			select *
			from ${sql.schema}.workflow_execution_logs l
			where l.instance_id = $1 and l.execution_id = $2
				and l.timestamp >= $3::timestamptz - interval '1 day'
				and ${isCourseRow('l')}
			limit $4
		) as l`,
		[instanceId, executionId, startedAt, most],
	);
	return rows[0].rows ?? [];
}

/**
 * The rows of `l` as one JSON list of `CourseTuple`.
 *
 * @param start an SQL expression: when the execution started
 */
export function courseRows(start: string): string {
	return `json_agg(
				json_build_array(
					l.node_name, round(extract(epoch from l.timestamp - ${start}) * 1000), l.duration, l.items_in, l.items_out,
					l.step_number
				)
				order by l.timestamp, l.step_number
			)`;
}
