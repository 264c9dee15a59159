import type { PerformanceFields, PerformanceRecord } from '../../model/records';
import { INTEGER_MAX } from '../../model/limits';
import type { Sql } from '../pool';
import { jsonRows, type Stored } from './rows';

/** The measured columns with their types; one list for both statements. */
const COLUMNS: Record<keyof PerformanceFields, string> = {
	total_duration: 'integer',
	node_count: 'integer',
	successful_nodes: 'integer',
	failed_nodes: 'integer',
	memory_peak: 'bigint',
	memory_average: 'bigint',
	cpu_peak: 'numeric',
	cpu_average: 'numeric',
	network_requests: 'integer',
	network_data_transferred: 'bigint',
	throughput: 'numeric',
	bottleneck_nodes: 'text[]',
};
const NAMES = Object.keys(COLUMNS) as Array<keyof PerformanceFields>;

/**
 * Makes or renews the performance rows of executions that have ended, from the merged rows of
 * `workflow_executions` (so it goes after that upsert). What a person or a node has set stays.
 */
export async function performanceFromExecutions(
	sql: Sql,
	instanceId: string,
	ended: ReadonlyArray<{ execution_id: string; id: string }>,
): Promise<number> {
	if (ended.length === 0) return 0;
	const derived = ['total_duration', 'node_count', 'successful_nodes', 'failed_nodes'];
	const { rowCount } = await sql.query(
		`insert into ${sql.schema}.workflow_performance_metrics as t (
			id, instance_id, workflow_id, execution_id, timestamp, ${derived.join(', ')}, metadata
		)
		select
			r.id, e.instance_id, e.workflow_id, e.execution_id, e.finished_at, least(e.duration, ${INTEGER_MAX}),
			e.node_count, e.successful_nodes, e.failed_nodes,
			case when e.duration > ${INTEGER_MAX}
				then jsonb_build_object('capped', jsonb_build_object('total_duration', e.duration)) else '{}' end
		from json_to_recordset($1::json) as r (execution_id text, id uuid)
		join ${sql.schema}.workflow_executions e on e.instance_id = $2 and e.execution_id = r.execution_id
		where e.finished_at is not null
		order by e.execution_id
		on conflict (instance_id, execution_id) do update set
			${derived
				.map(
					(name) =>
						`${name} = case when '${name}' = any (t.user_fields) then t.${name} else coalesce(excluded.${name}, t.${name}) end`,
				)
				.join(', ')},
			metadata = case when 'total_duration' = any (t.user_fields) then t.metadata else t.metadata || excluded.metadata end`,
		[jsonRows(ended), instanceId],
	);
	return rowCount;
}

/** Takes over what a person or a node says of executions: same row, and from then on their values win. */
export async function upsertPerformance(
	sql: Sql,
	instanceId: string,
	rows: ReadonlyArray<Stored<PerformanceRecord>>,
): Promise<number> {
	if (rows.length === 0) return 0;
	const given = rows.map((row) => ({
		...row,
		user_fields: NAMES.filter((name) => row[name] !== undefined && row[name] !== null).sort(),
	}));
	const { rowCount } = await sql.query(
		`insert into ${sql.schema}.workflow_performance_metrics as t (
			id, instance_id, workflow_id, execution_id, timestamp, ${NAMES.join(', ')}, user_fields, metadata
		)
		select
			r.id, $2, r.workflow_id, r.execution_id, to_timestamp(r.timestamp / 1000.0),
			${NAMES.map((name) => `r.${name}`).join(', ')}, r.user_fields, coalesce(r.metadata, '{}')
		from json_to_recordset($1::json) as r (
			id uuid, workflow_id text, execution_id text, timestamp double precision,
			${NAMES.map((name) => `${name} ${COLUMNS[name]}`).join(', ')}, user_fields text[], metadata jsonb
		)
		order by r.execution_id
		on conflict (instance_id, execution_id) do update set
			${NAMES.map((name) => `${name} = coalesce(excluded.${name}, t.${name})`).join(', ')},
			user_fields = array(select distinct unnest(t.user_fields || excluded.user_fields) order by 1),
			metadata = t.metadata || excluded.metadata`,
		[jsonRows(given), instanceId],
	);
	return rowCount;
}
