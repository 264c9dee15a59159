import type { ExecutionKind } from '../../model/enums';

/**
 * What figures count, said once: every counting statement is built of these. docs/what-is-counted.md says the
 * same for people. `e` is always a row of `workflow_executions`, named by its alias.
 */

/** n8n's modes as kinds, for rows whose kind nobody has told; what is not here is `other`. */
const KIND_OF_MODE: Record<string, ExecutionKind> = {
	manual: 'manual',
	evaluation: 'evaluation',
	integrated: 'sub_workflow',
	retry: 'retry',
	error: 'error',
	webhook: 'webhook',
	trigger: 'event',
	chat: 'chat',
	cli: 'cli',
};

/** The kind of an execution, as text. */
export function kindOf(e: string): string {
	const cases = Object.entries(KIND_OF_MODE).map(([mode, kind]) => `when '${mode}' then '${kind}'`);
	return `coalesce(${e}.kind::text, case ${e}.mode ${cases.join(' ')} else 'other' end)`;
}

/** True for an execution of one of the kinds in a parameter of type text[]; null there means all. */
export function isOfKinds(e: string, kinds: string): string {
	return `(${kinds}::text[] is null or ${kindOf(e)} = any (${kinds}::text[]))`;
}

/**
 * True for a row of another table, such as an error, whose execution is of these kinds. A row without an
 * execution, or of one that was not recorded, counts as `other`.
 */
export function belongsToKinds(schema: string, row: string, kinds: string): string {
	return `(${kinds}::text[] is null or coalesce((
				select ${kindOf('e')}
				from ${schema}.workflow_executions e
				where e.instance_id = ${row}.instance_id and e.execution_id = ${row}.execution_id
			), 'other') = any (${kinds}::text[]))`;
}

export const SUCCEEDED = "('succeeded', 'succeeded_with_errors')";

/** True where a retry of an execution, or a retry of such a retry, has succeeded (workflow_executions_by_retry). */
export function retriedWithSuccess(schema: string, e: string): string {
	return `exists (
				with recursive retries as (
					select r.instance_id, r.execution_id, r.outcome
					from ${schema}.workflow_executions r
					where r.instance_id = ${e}.instance_id and r.retry_of = ${e}.execution_id
					union
					select r.instance_id, r.execution_id, r.outcome
					from retries
					join ${schema}.workflow_executions r
						on r.instance_id = retries.instance_id and r.retry_of = retries.execution_id
				)
				select from retries where outcome in ${SUCCEEDED}
			)`;
}
