import type { OpenExecution } from '../../model/open-execution';
import { REPORTED_END } from '../../model/records';
import type { Sql } from '../pool';

function executions(schema: string, where: string, more = ''): string {
	return `select ${more}
		e.execution_id, e.workflow_id, w.name as workflow_name, e.workflow_version, e.status, e.mode, e.segment, e.retry_of,
		e.parent_execution_id, e.parent_workflow_id, e.last_node, e.current_step, e.process_id, p.memory_share,
		(extract(epoch from e.started_at) * 1000)::double precision as started_at,
		(extract(epoch from e.step_started_at) * 1000)::double precision as step_started_at,
		(extract(epoch from greatest(e.last_seen_at, e.step_started_at, p.renewed_at)) * 1000)::double precision
			as last_seen_at
	from ${schema}.workflow_executions as e
	left join ${schema}.workflows as w on w.instance_id = e.instance_id and w.workflow_id = e.workflow_id
	left join ${schema}.processes as p on p.instance_id = e.instance_id and p.process_id = e.process_id
	where e.instance_id = $1 and ${where}`;
}

/**
 * Executions that have not ended by what is recorded, in the order of their ids after the one given, `limit` at
 * most (workflow_executions_open).
 */
export async function findOpenExecutions(
	sql: Sql,
	instanceId: string,
	after: string,
	limit: number,
): Promise<OpenExecution[]> {
	const { rows } = await sql.query<OpenExecution>(
		executions(
			sql.schema,
			`e.status in ('queued', 'running', 'waiting') and e.execution_id > $2
			order by e.execution_id limit $3`,
		),
		[instanceId, after, limit],
	);
	return rows;
}

/** So long an executor that has not reported is waited for. */
const NOBODY_AFTER = '10 minutes';

/**
 * Executions that were queued or running in one of these processes, and those of which no process has told for
 * ten minutes; `limit` at most (workflow_executions_open).
 */
export async function findExecutionsOf(
	sql: Sql,
	instanceId: string,
	processIds: readonly string[],
	limit: number,
): Promise<OpenExecution[]> {
	const { rows } = await sql.query<OpenExecution>(
		executions(
			sql.schema,
			`e.status in ('queued', 'running') and (
				e.process_id = any ($2::uuid[])
				or (p.process_id is null and e.updated_at < now() - interval '${NOBODY_AFTER}')
			)
			order by e.process_id is null, e.execution_id limit $3`,
		),
		[instanceId, processIds, limit],
	);
	return rows;
}

/** An execution as far as it is recorded; `end` says whether its end was reported, only presumed, or neither. */
export interface RecordedExecution extends OpenExecution {
	end: 'reported' | 'presumed' | null;
}

/** What is recorded of these executions, in whatever state, by id (primary key: instance_id, execution_id). */
export async function findExecutionsById(
	sql: Sql,
	instanceId: string,
	executionIds: readonly string[],
): Promise<Map<string, RecordedExecution>> {
	const { rows } = await sql.query<RecordedExecution>(
		executions(
			sql.schema,
			'e.execution_id = any ($2::text[])',
			"case when e.state_key >= $3 then 'reported' when e.finished_at is not null then 'presumed' end as end,",
		),
		[instanceId, executionIds, REPORTED_END],
	);
	return new Map(rows.map((row) => [row.execution_id, row]));
}
