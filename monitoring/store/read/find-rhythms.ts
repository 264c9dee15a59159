import { BUSY_KINDS } from '../../model/enums';
import type { Sql } from '../pool';
import { kindOf } from './counted';
import type { QuietWorkflow } from './find-quiet-workflows';
import { recordedTime } from './recorded-time';

/** How often a workflow has run in the eight days up to its last execution, and its longest pause, in recorded ms. */
export interface WorkflowRhythm {
	workflow_id: string;
	executions: number;
	longest_pause: number | null;
}

/** Walks the eight days of each of these workflows (workflow_executions_by_workflow). */
export async function findRhythms(
	sql: Sql,
	instanceId: string,
	workflows: readonly QuietWorkflow[],
): Promise<WorkflowRhythm[]> {
	const { rows } = await sql.query<WorkflowRhythm>(
		`select w.workflow_id, rhythm.executions, rhythm.longest_pause
		from unnest($2::text[], $3::timestamptz[]) as w (workflow_id, last_started_at)
		cross join lateral (
			select count(*) as executions, max(${recordedTime(sql.schema, '$1', 's.before', 's.started_at')}) as longest_pause
			from (
				select e.started_at, lag(e.started_at) over (order by e.started_at) as before
				from ${sql.schema}.workflow_executions e
				where e.instance_id = $1 and e.workflow_id = w.workflow_id
					and e.started_at > w.last_started_at - interval '8 days'
					and e.started_at < w.last_started_at + interval '1 second'
					and ${kindOf('e')} = any ($4::text[])
			) as s
		) as rhythm`,
		[
			instanceId,
			workflows.map(({ workflow_id }) => workflow_id),
			workflows.map(({ last_started_at }) => last_started_at),
			BUSY_KINDS,
		],
	);
	return rows;
}
