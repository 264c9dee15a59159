import { REPORTED_END, type ExecutionRecord } from '../../model/records';
import type { Sql } from '../pool';
import { jsonRows } from './rows';

/** The story told now has the later state; see `capture/merge-executions.ts`, which says the same. */
const LATER = `(
	excluded.state_key > t.state_key
	or (excluded.state_key = t.state_key and excluded.finished_at < t.finished_at)
)`;
const BETTER_START = `(
	excluded.started_source > t.started_source
	or (excluded.started_source = t.started_source and excluded.started_at < t.started_at)
)`;
const FURTHER_STEP = `(
	(
		excluded.state_key >= ${REPORTED_END}, coalesce(excluded.current_step, -1),
		coalesce(excluded.step_started_at, '-infinity'), coalesce(excluded.last_node, '') collate "C"
	) > (
		t.state_key >= ${REPORTED_END}, coalesce(t.current_step, -1),
		coalesce(t.step_started_at, '-infinity'), coalesce(t.last_node, '') collate "C"
	)
)`;
const FULLER = 'coalesce(excluded.node_runs, -1) > coalesce(t.node_runs, -1)';

const STATE = ['status', 'end_reason', 'finished_at', 'wait_till', 'segment', 'state_key'];
const START = ['workflow_id', 'started_at', 'started_source'];
const STEP = ['last_node', 'current_step', 'step_started_at'];
const COUNTS = [
	'node_count',
	'node_runs',
	'successful_nodes',
	'failed_nodes',
	'items_in',
	'items_out',
	'rows_left_out',
];
/** Told by whoever executes; of two different words the greater one, so that the order does not matter. */
const GREATEST_TEXTS = ['trigger_node', 'trigger_type', 'workflow_version', 'n8n_version', 'package_version'];
const LATER_PROCESS = `(
	(coalesce(excluded.process_since, '-infinity'), coalesce(excluded.process_id::text, ''))
	> (coalesce(t.process_since, '-infinity'), coalesce(t.process_id::text, ''))
)`;

function takeWhere(condition: string, columns: string[]): string {
	return columns
		.map((column) => `${column} = case when ${condition} then excluded.${column} else t.${column} end`)
		.join(',\n\t\t\t');
}

const MERGED_START = `case when ${BETTER_START} then excluded.started_at else t.started_at end`;
const MERGED_FINISH = `case when ${LATER} then excluded.finished_at else t.finished_at end`;

/** Whole ms between two instants, never below 0; null where the second is. (`greatest` passes over nulls.) */
function milliseconds(from: string, to: string): string {
	return `case when (${to}) is not null
		then greatest(0, round(extract(epoch from (${to}) - (${from})) * 1000))::bigint end`;
}

function sumOfValues(segments: string): string {
	return `(select sum(value::bigint) from jsonb_each_text(${segments}))`;
}

/**
 * Writes what one process knows of executions into their rows (primary key: instance_id, execution_id).
 * Rows must hold each execution once; they are taken in the order of their ids, so that two writers do not
 * wait for one another in a circle. `duration` is wall time and `active_duration` the sum of the segments,
 * both in ms and both computed here from the merged row.
 *
 * @returns how many rows were written
 */
export async function upsertExecutions(
	sql: Sql,
	instanceId: string,
	rows: readonly ExecutionRecord[],
): Promise<number> {
	if (rows.length === 0) return 0;
	const { rowCount } = await sql.query(
		`insert into ${sql.schema}.workflow_executions as t (
			instance_id, execution_id, workflow_id, status, end_reason, mode, started_at, finished_at, duration,
			active_duration, wait_till, retry_of, parent_execution_id, parent_workflow_id, last_node, current_step,
			step_started_at, node_count, node_runs, successful_nodes, failed_nodes, handled_errors, items_in,
			items_out, segment, state_key, started_source, segment_times, kind, trigger_node, trigger_type,
			workflow_version, n8n_version, package_version, process_id, process_since, last_seen_at, memory_share,
			rows_left_out, segment_handled, segment_usage
		)
		select
			$2, r.execution_id, r.workflow_id, r.status, r.end_reason, r.mode, s.started_at, s.finished_at,
			${milliseconds('s.started_at', 's.finished_at')}, ${sumOfValues('r.segment_times')},
			s.wait_till, r.retry_of, r.parent_execution_id, r.parent_workflow_id, r.last_node, r.current_step,
			s.step_started_at, r.node_count, r.node_runs, r.successful_nodes, r.failed_nodes, r.handled_errors,
			r.items_in, r.items_out, r.segment, r.state_key, r.started_source, r.segment_times, r.kind, r.trigger_node,
			r.trigger_type, r.workflow_version, r.n8n_version, r.package_version, r.process_id, s.process_since,
			s.last_seen_at, r.memory_share, r.rows_left_out, coalesce(r.segment_handled, '{}'),
			case when r.segment > 0 or r.status = 'waiting' then coalesce(r.segment_usage, '{}') else '{}' end
		from json_to_recordset($1::json) as r (
			execution_id text, workflow_id text, status ${sql.schema}.execution_status,
			end_reason ${sql.schema}.end_reason, mode text, started_at double precision,
			finished_at double precision, wait_till double precision, retry_of text, parent_execution_id text,
			parent_workflow_id text, last_node text, current_step integer, step_started_at double precision,
			node_count integer, node_runs integer, successful_nodes integer, failed_nodes integer,
			handled_errors integer, items_in bigint, items_out bigint, segment integer, state_key bigint,
			started_source smallint, segment_times jsonb, kind ${sql.schema}.execution_kind, trigger_node text,
			trigger_type text, workflow_version text, n8n_version text, package_version text, process_id uuid,
			process_since double precision, last_seen_at double precision, memory_share numeric, rows_left_out integer,
			segment_handled jsonb, segment_usage jsonb
		)
		cross join lateral (
			select
				to_timestamp(r.started_at / 1000.0) as started_at,
				to_timestamp(r.finished_at / 1000.0) as finished_at,
				to_timestamp(r.wait_till / 1000.0) as wait_till,
				to_timestamp(r.step_started_at / 1000.0) as step_started_at,
				to_timestamp(r.process_since / 1000.0) as process_since,
				to_timestamp(r.last_seen_at / 1000.0) as last_seen_at
		) as s
		order by r.execution_id
		on conflict (instance_id, execution_id) do update set
			${takeWhere(LATER, STATE)},
			${takeWhere(BETTER_START, START)},
			${takeWhere(FURTHER_STEP, STEP)},
			${takeWhere(FULLER, COUNTS)},
			${takeWhere(LATER_PROCESS, ['process_id', 'process_since'])},
			${GREATEST_TEXTS.map((name) => `${name} = greatest(t.${name} collate "C", excluded.${name})`).join(', ')},
			kind = greatest(t.kind, excluded.kind),
			last_seen_at = greatest(t.last_seen_at, excluded.last_seen_at),
			memory_share = greatest(t.memory_share, excluded.memory_share),
			mode = coalesce(case when ${BETTER_START} then excluded.mode end, t.mode, excluded.mode),
			retry_of = coalesce(t.retry_of, excluded.retry_of),
			parent_execution_id = coalesce(t.parent_execution_id, excluded.parent_execution_id),
			parent_workflow_id = coalesce(t.parent_workflow_id, excluded.parent_workflow_id),
			segment_times = t.segment_times || excluded.segment_times,
			segment_handled = t.segment_handled || excluded.segment_handled,
			segment_usage = t.segment_usage || excluded.segment_usage,
			handled_errors = greatest(
				case when ${FULLER} then excluded.handled_errors else t.handled_errors end,
				${sumOfValues('t.segment_handled || excluded.segment_handled')}
			),
			duration = ${milliseconds(MERGED_START, MERGED_FINISH)},
			active_duration = ${sumOfValues('t.segment_times || excluded.segment_times')},
			updated_at = now()`,
		[jsonRows(rows), instanceId],
	);
	return rowCount;
}
