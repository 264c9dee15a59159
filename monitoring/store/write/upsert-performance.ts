import type { PerformanceFields, PerformanceRecord } from '../../model/records';
import { INTEGER_MAX } from '../../model/limits';
import { totalUsage, type TotalUsage } from '../../model/total-usage';
import type { SegmentUsage } from '../../model/usage';
import { listSegmentUsage } from '../read/list-segment-usage';
import type { Sql } from '../pool';
import { jsonRows, type EndedRow, type Stored } from './rows';

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
	memory_growth: 'bigint',
	event_loop_delay_peak: 'numeric',
	event_loop_delay_average: 'numeric',
	network_bytes_sent: 'bigint',
	network_bytes_received: 'bigint',
	queue_wait: 'integer',
};
const NAMES = Object.keys(COLUMNS) as Array<keyof PerformanceFields>;

/** Where each column comes from: the execution's row, or `r`, which has what was measured under the column's name. */
const SOURCES: Partial<Record<keyof PerformanceFields, string>> = {
	total_duration: `least(e.duration, ${INTEGER_MAX})`,
	node_count: 'e.node_count',
	successful_nodes: 'e.successful_nodes',
	failed_nodes: 'e.failed_nodes',
	throughput: 'least(round(r.items * 1000 / greatest(e.active_duration, 1), 2), 99999999.99)',
};
const MEASURED = NAMES.filter((name) => SOURCES[name] === undefined);

const UNKNOWN = ['memory', 'cpu', 'event_loop_delay', 'network', 'queue_wait', 'throughput'];
/** The coverage of an execution of which no process has told what it used. */
const NOT_MEASURED = `'${JSON.stringify(Object.fromEntries(UNKNOWN.map((figure) => [figure, ['not_measured']])))}'::jsonb`;

/**
 * Makes or renews the performance rows of executions that have ended, from the merged rows of
 * `workflow_executions` (so it goes after that upsert) and what their segments used. What a person or a node has
 * set stays; what is not known now does not replace what was.
 */
export async function performanceFromExecutions(
	sql: Sql,
	instanceId: string,
	ended: readonly EndedRow[],
): Promise<number> {
	if (ended.length === 0) return 0;
	const unsure = ended.filter(({ whole }) => !whole).map(({ execution_id }) => execution_id);
	const earlier = await listSegmentUsage(sql, instanceId, unsure);
	const rows = ended.map(({ execution_id, id, usage }) => ({
		execution_id,
		id,
		...total({ ...earlier.get(execution_id), ...usage }),
	}));
	const { rowCount } = await sql.query(
		`insert into ${sql.schema}.workflow_performance_metrics as t (
			id, instance_id, workflow_id, execution_id, timestamp, ${NAMES.join(', ')}, coverage, metadata
		)
		select
			r.id, e.instance_id, e.workflow_id, e.execution_id, e.finished_at,
			${NAMES.map((name) => SOURCES[name] ?? `r.${name}`).join(', ')},
			coalesce(r.coverage, ${NOT_MEASURED}),
			coalesce(r.metadata, '{}') || case when e.duration > ${INTEGER_MAX}
				then jsonb_build_object('capped', jsonb_build_object('total_duration', e.duration)) else '{}' end
		from json_to_recordset($1::json) as r (
			execution_id text, id uuid, items numeric, ${MEASURED.map((name) => `${name} ${COLUMNS[name]}`).join(', ')},
			coverage jsonb, metadata jsonb
		)
		join ${sql.schema}.workflow_executions e on e.instance_id = $2 and e.execution_id = r.execution_id
		where e.finished_at is not null
		order by e.execution_id
		on conflict (instance_id, execution_id) do update set
			${NAMES.map(
				(name) =>
					`${name} = case when '${name}' = any (t.user_fields) then t.${name} else coalesce(excluded.${name}, t.${name}) end`,
			).join(', ')},
			coverage = case when excluded.coverage = ${NOT_MEASURED} then t.coverage else excluded.coverage end,
			metadata = t.metadata || case when 'total_duration' = any (t.user_fields)
				then excluded.metadata - 'capped' else excluded.metadata end`,
		[jsonRows(rows), instanceId],
	);
	return rowCount;
}

function total(segments: Record<string, SegmentUsage>): Partial<TotalUsage> {
	return Object.keys(segments).length === 0 ? {} : totalUsage(segments);
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
