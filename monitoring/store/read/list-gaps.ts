import type { Sql } from '../pool';
import { isOfInstances, type Scope, type Span } from './page';

/** A span in which nothing of an instance was recorded; ISO 8601, `end` null while it lasts. */
export interface Gap {
	instance_id: string;
	start: string;
	end: string | null;
	reason: string;
}

const AT_MOST = 100;

/** Gaps that reach into a span, the latest first (primary key: instance_id, started_at); 100 at most. */
export async function listGaps(sql: Sql, filter: Pick<Scope, 'instanceId'> & Span): Promise<Gap[]> {
	const { rows } = await sql.query<Gap>(
		`select instance_id, started_at as start, ended_at as "end", reason
		from ${sql.schema}.recording_gaps
		where ${isOfInstances(filter, 'instance_id', '$1')}
			and ($2::timestamptz is null or ended_at is null or ended_at > $2)
			and ($3::timestamptz is null or started_at < $3)
		order by started_at desc, instance_id
		limit ${AT_MOST}`,
		[filter.instanceId, filter.start, filter.end],
	);
	return rows;
}
