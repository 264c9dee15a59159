import type { ErrorSeverity, ErrorType } from '../../model/enums';
import type { Metadata } from '../../model/records';
import type { Sql } from '../pool';

/** An error of a node run. */
export interface RunErrorRow {
	id: string;
	node_name: string | null;
	run_index: number | null;
	timestamp: string;
	error_type: ErrorType;
	error_code: string | null;
	error_message: string;
	severity: ErrorSeverity;
	handled: boolean;
	metadata: Metadata;
}

/** Errors of some nodes of an execution, oldest first (workflow_errors_by_execution). */
export async function listRunErrors(
	sql: Sql,
	{ instanceId, executionId }: { instanceId: string; executionId: string },
	nodes: ReadonlyArray<{ name: string; runIndex: number | null }>,
	limit: number,
): Promise<RunErrorRow[]> {
	const { rows } = await sql.query<RunErrorRow>(
		`select
			e.id, e.node_name, e.run_index, e.timestamp, e.error_type, e.error_code, e.error_message, e.severity,
			e.handled, e.metadata
		from ${sql.schema}.workflow_errors e
		where e.instance_id = $1 and e.execution_id = $2 and exists (
			select from unnest($3::text[], $4::integer[]) as n (name, run_index)
			where n.name = e.node_name and n.run_index is not distinct from e.run_index
		)
		order by e.timestamp, e.id
		limit $5`,
		[
			instanceId,
			executionId,
			nodes.map(({ name }) => name),
			nodes.map(({ runIndex }) => runIndex),
			limit,
		],
	);
	return rows;
}
