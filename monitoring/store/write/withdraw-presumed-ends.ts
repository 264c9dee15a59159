import { REPORTED_END } from '../../model/records';
import type { Store } from '../pool';
import { uncountErrors } from './uncount-errors';

/**
 * Takes back the error and log rows of presumed ends, of those executions whose end was reported after all as
 * something else (workflow_errors_by_execution, workflow_execution_logs_by_execution), and the errors from their
 * groups.
 *
 * @param since the start of the earliest of them, ms since the epoch
 * @returns the executions that have a reported end now, whichever it is
 */
export async function withdrawPresumedEnds(
	store: Store,
	instanceId: string,
	executionIds: readonly string[],
	since: number,
): Promise<string[]> {
	if (executionIds.length === 0) return [];
	return await store.transaction(async (sql) => {
		const { rows } = await sql.query<{ execution_id: string; group_id: string | null; day: string | null }>(
			`with reported as (
				select execution_id, end_reason from ${sql.schema}.workflow_executions
				where instance_id = $1 and execution_id = any ($2::text[]) and state_key >= $3
			), wrong as (
				select execution_id from reported where end_reason is distinct from 'process_lost'
			), errors as (
				delete from ${sql.schema}.workflow_errors as e using wrong
				where e.execution_id = wrong.execution_id and e.instance_id = $1 and e.metadata ->> 'presumed' = 'true'
				returning e.execution_id, e.group_id, to_char(e.timestamp at time zone 'UTC', 'YYYY-MM-DD') as day
			), logs as (
				delete from ${sql.schema}.workflow_execution_logs as l using wrong
				where l.execution_id = wrong.execution_id and l.instance_id = $1 and l.metadata ->> 'presumed' = 'true'
					and l.timestamp >= to_timestamp($4::double precision / 1000)
			)
			select reported.execution_id, errors.group_id, errors.day
			from reported left join errors using (execution_id)`,
			[instanceId, executionIds, REPORTED_END, since],
		);
		await uncountErrors(
			sql,
			instanceId,
			rows.flatMap(({ execution_id, group_id, day }) =>
				group_id === null || day === null ? [] : [{ execution_id, group_id, day }],
			),
		);
		return [...new Set(rows.map(({ execution_id }) => execution_id))];
	});
}
