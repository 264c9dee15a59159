import type { Sql } from '../pool';

export interface Trouble {
	/** Errors that nobody has handled. */
	errors: number;
	/** Errors that the workflow went on from, and log rows of level warn. */
	warnings: number;
}

/**
 * What went wrong in one execution so far (workflow_errors_by_execution, workflow_execution_logs_by_execution).
 *
 * @param since when it started, ISO 8601; days before it are not looked into
 */
export async function countTrouble(
	sql: Sql,
	instanceId: string,
	executionId: string,
	since: string,
): Promise<Trouble> {
	const { rows } = await sql.query<Trouble>(
		`select
			found.errors,
			found.handled + (
				select count(*)
				from ${sql.schema}.workflow_execution_logs
				where execution_id = $2 and instance_id = $1 and log_level = 'warn'
					and timestamp >= $3::timestamptz - interval '1 day'
			) as warnings
		from (
			select count(*) filter (where not handled) as errors, count(*) filter (where handled) as handled
			from ${sql.schema}.workflow_errors
			where execution_id = $2 and instance_id = $1
		) as found`,
		[instanceId, executionId, since],
	);
	return rows[0];
}
