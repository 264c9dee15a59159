import type { Sql } from '../pool';
import { belongsToKinds } from './counted';
import { isOfInstances, type OfKinds, type Scope, type Span } from './page';

export interface ErrorCounts {
	total: number;
	critical: number;
	/** Critical and not yet resolved. */
	open_critical: number;
}

/**
 * Unhandled errors in a span, of executions of the kinds asked for (workflow_errors_by_workflow for one
 * workflow; the executions by their key).
 */
export async function countErrors(sql: Sql, filter: Scope & Span & OfKinds): Promise<ErrorCounts> {
	const { rows } = await sql.query<ErrorCounts>(
		`select
			count(*) as total,
			count(*) filter (where severity = 'critical') as critical,
			count(*) filter (where severity = 'critical' and not resolved) as open_critical
		from ${sql.schema}.workflow_errors_read r
		where ${isOfInstances(filter, 'r.instance_id', '$1')}
			and ($2::text is null or r.workflow_id = $2)
			and ($3::timestamptz is null or r.timestamp >= $3)
			and ($4::timestamptz is null or r.timestamp < $4)
			and not r.handled
			and ${belongsToKinds(sql.schema, 'r', '$5')}`,
		[filter.instanceId, filter.workflowId, filter.start, filter.end, filter.kinds],
	);
	return rows[0];
}
