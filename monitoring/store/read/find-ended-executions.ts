import { REPORTED_END } from '../../model/records';
import type { Sql } from '../pool';

/**
 * Which of these executions of an instance have ended by what is recorded (primary key: instance_id,
 * execution_id), each with whether its end was reported or only presumed.
 */
export async function findEndedExecutions(
	sql: Sql,
	instanceId: string,
	executionIds: readonly string[],
): Promise<Map<string, 'reported' | 'presumed'>> {
	const { rows } = await sql.query<{ execution_id: string; reported: boolean }>(
		`select execution_id, state_key >= $3 as reported
		from ${sql.schema}.workflow_executions
		where instance_id = $1 and execution_id = any ($2::text[]) and finished_at is not null`,
		[instanceId, executionIds, REPORTED_END],
	);
	return new Map(
		rows.map(({ execution_id, reported }) => [execution_id, reported ? 'reported' : 'presumed']),
	);
}
