/**
 * SQL for the ms between two instants in which an instance was recorded: without its gaps (primary key of
 * `recording_gaps`). All four are SQL.
 */
export function recordedTime(schema: string, instanceId: string, from: string, to: string): string {
	return `greatest(0, round(extract(epoch from ${to} - ${from} - coalesce((
				select sum(least(coalesce(g.ended_at, ${to}), ${to}) - greatest(g.started_at, ${from}))
				from ${schema}.recording_gaps g
				where g.instance_id = ${instanceId} and g.started_at < ${to} and coalesce(g.ended_at, ${to}) > ${from}
			), interval '0')) * 1000))::bigint`;
}
