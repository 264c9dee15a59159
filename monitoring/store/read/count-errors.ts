import type { Sql } from '../pool';
import type { Scope, Span } from './page';

export interface ErrorCounts {
	total: number;
	critical: number;
	/** Critical and not yet resolved. */
	open_critical: number;
}

/**
 * Unhandled errors in a span, without those of manual runs and evaluations, which are in no figure
 * (workflow_errors_by_workflow for one workflow; the executions by their key).
 */
export async function countErrors(sql: Sql, filter: Scope & Span): Promise<ErrorCounts> {
	const { rows } = await sql.query<ErrorCounts>(
		`select
			count(*) as total,
			count(*) filter (where severity = 'critical') as critical,
			count(*) filter (where severity = 'critical' and not resolved) as open_critical
		from ${sql.schema}.workflow_errors r
		where r.instance_id = $1
			and ($2::text is null or r.workflow_id = $2)
			and ($3::timestamptz is null or r.timestamp >= $3)
			and ($4::timestamptz is null or r.timestamp < $4)
			and not r.handled
			and not exists (
				select from ${sql.schema}.workflow_executions e
				where e.instance_id = r.instance_id and e.execution_id = r.execution_id
					and e.mode in ('manual', 'evaluation')
			)`,
		[filter.instanceId, filter.workflowId, filter.start, filter.end],
	);
	return rows[0];
}
