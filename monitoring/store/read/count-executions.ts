import { NON_PRODUCTION_MODES } from '../../model/enums';
import type { Sql } from '../pool';
import type { Scope, Span } from './page';

/** How executions that started in a span have gone. All but `manual` are production ones, at the top level. */
export interface ExecutionCounts {
	successful: number;
	/** Errors, crashes, and what a time limit or a shutdown ended. */
	failed: number;
	/** Canceled by somebody. */
	stopped: number;
	running: number;
	waiting: number;
	queued: number;
	manual: number;
	/** Mean ms without waiting of those that ended by themselves; null where none is known. */
	average_active_duration: number | null;
}

/** One pass over workflow_executions_by_start, or …_by_workflow for one workflow. */
export async function countExecutions(sql: Sql, filter: Scope & Span): Promise<ExecutionCounts> {
	const { rows } = await sql.query<ExecutionCounts>(
		`select
			count(*) filter (where production and ended and not failed and not stopped) as successful,
			count(*) filter (where production and failed) as failed,
			count(*) filter (where production and stopped) as stopped,
			count(*) filter (where production and status = 'running') as running,
			count(*) filter (where production and status = 'waiting') as waiting,
			count(*) filter (where production and status = 'queued') as queued,
			count(*) filter (where mode = 'manual') as manual,
			round(avg(active_duration) filter (where production and ended and not stopped)) as average_active_duration
		from ${sql.schema}.workflow_executions e
		cross join lateral (
			select
				coalesce(mode, '') <> all ($5::text[]) as production,
				status not in ('queued', 'running', 'waiting') as ended,
				status in ('error', 'crashed')
					or (status = 'canceled' and coalesce(end_reason not in ('stopped', 'refused'), false)) as failed
		) as judged
		cross join lateral (select status = 'canceled' and not failed as stopped) as canceled
		where e.instance_id = $1
			and ($2::text is null or e.workflow_id = $2)
			and ($3::timestamptz is null or e.started_at >= $3)
			and ($4::timestamptz is null or e.started_at < $4)`,
		[filter.instanceId, filter.workflowId, filter.start, filter.end, [...NON_PRODUCTION_MODES]],
	);
	return rows[0];
}
