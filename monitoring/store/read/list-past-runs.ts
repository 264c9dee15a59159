import type { ExecutionKind } from '../../model/enums';
import type { Sql } from '../pool';
import { courseRows, type CourseTuple } from './list-course';
import { isCourseRow } from './list-node-runs';

export interface PastRunRow {
	trigger_node: string | null;
	workflow_version: string | null;
	/** Run by hand. */
	manual: boolean;
	/** ms without waiting */
	active_duration: number;
	node_runs: number;
	items_out: number | null;
	/** In the order of their ends: fewer than node runs where rows were kept out or are gone, none where too many would be read. */
	rows: CourseTuple[];
}

const RUNS_MOST = 50;
const ROWS_MOST = 20_000;
const DAYS = 30;
/** Of a workflow that nearly always fails no more than these are walked through. */
const LOOKED_AT = 2_000;

/** Executions that do not run from the beginning to the end tell nothing of how long one takes. */
const PARTS: readonly ExecutionKind[] = ['partial', 'evaluation', 'retry'];

/**
 * The latest successful executions of a workflow with their node runs, newest first: 50 at most, of the last 30 days, and
 * rows of as many of them as have 20,000 in all (workflow_executions_by_workflow, workflow_execution_logs_by_execution).
 */
export async function listPastRuns(sql: Sql, instanceId: string, workflowId: string): Promise<PastRunRow[]> {
	const { rows } = await sql.query<PastRunRow>(
		`select e.trigger_node, e.workflow_version, e.mode is not distinct from 'manual' as manual, e.active_duration,
			coalesce(e.node_runs, 0) as node_runs, e.items_out, coalesce(c.rows, '[]') as rows
		from (
			select *, sum(coalesce(node_runs, 0)) over (order by started_at desc, execution_id) as runs_so_far
			from (
				select *
				from (
					select execution_id, status, mode, kind, trigger_node, workflow_version, active_duration, node_runs, items_out,
						started_at, finished_at
					from ${sql.schema}.workflow_executions
					where instance_id = $1 and workflow_id = $2 and started_at >= now() - interval '${DAYS} days'
					order by started_at desc
					limit ${LOOKED_AT}
				) as latest
				where status = 'success' and active_duration is not null and (kind is null or kind::text <> all ($3))
				order by started_at desc, execution_id
				limit ${RUNS_MOST}
			) as runs
		) as e
		left join lateral (
			select ${courseRows('e.started_at')} as rows
			from ${sql.schema}.workflow_execution_logs l
			where e.runs_so_far <= ${ROWS_MOST}
				and l.instance_id = $1 and l.execution_id = e.execution_id
				and l.timestamp between e.started_at - interval '1 day' and e.finished_at + interval '1 day'
				and ${isCourseRow('l')}
		) as c on true
		order by e.started_at desc, e.execution_id`,
		[instanceId, workflowId, PARTS],
	);
	return rows;
}
