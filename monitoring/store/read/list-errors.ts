import type { ErrorSeverity, ErrorType } from '../../model/enums';
import type { Metadata } from '../../model/records';
import type { Sql } from '../pool';
import { belongsToKinds } from './counted';
import { isOfInstances, type OfKinds, type Page, type Scope, type Span } from './page';

/** A row of `workflow_errors` as it reads with the state of its group; times are ISO 8601. */
export interface ErrorRow {
	id: string;
	instance_id: string;
	workflow_id: string;
	execution_id: string | null;
	error_type: ErrorType;
	error_code: string | null;
	error_message: string;
	error_stack: string | null;
	severity: ErrorSeverity;
	resolved: boolean;
	resolution_notes: string | null;
	resolved_at: string | null;
	resolved_by: string | null;
	timestamp: string;
	node_id: string | null;
	node_name: string | null;
	run_index: number | null;
	/** The workflow went on from it. */
	handled: boolean;
	retryable: boolean | null;
	fingerprint: string | null;
	group_id: string | null;
	workflow_version: string | null;
	metadata: Metadata;
	recorded_at: string;
}

export const ERROR_COLUMNS = `id, instance_id, workflow_id, execution_id, error_type, error_code, error_message,
	error_stack, severity, resolved, resolution_notes, resolved_at, resolved_by, timestamp, node_id, node_name,
	run_index, handled, retryable, fingerprint, group_id, workflow_version, metadata, recorded_at`;

export interface ErrorFilter extends Scope, Span, Page, OfKinds {
	executionId: string | null;
	severity: readonly ErrorSeverity[] | null;
	resolved: boolean | null;
	handled: boolean | null;
	groupId: string | null;
}

/**
 * Errors, newest first (workflow_errors_by_workflow, …_by_execution, …_by_group, or …_unresolved where only open ones are
 * wanted; a question for all of them walks the table).
 */
export async function listErrors(sql: Sql, filter: ErrorFilter): Promise<ErrorRow[]> {
	const { rows } = await sql.query<ErrorRow>(
		`select ${ERROR_COLUMNS}
		from ${sql.schema}.workflow_errors_read r
		where ${isOfInstances(filter, 'instance_id', '$1')}
			and ($2::text is null or workflow_id = $2)
			and ($3::text is null or execution_id = $3)
			and ($4::timestamptz is null or timestamp >= $4)
			and ($5::timestamptz is null or timestamp < $5)
			and ($6::text[] is null or severity = any ($6::${sql.schema}.error_severity[]))
			${stateCondition(filter.resolved)}
			and ($7::boolean is null or handled = $7)
			and ($8::uuid is null or group_id = $8)
			and ($9::timestamptz is null or (timestamp, id) < ($9, $10::uuid))
			and ${belongsToKinds(sql.schema, 'r', '$13')}
		order by timestamp desc, id desc
		limit $11 offset $12`,
		[
			filter.instanceId,
			filter.workflowId,
			filter.executionId,
			filter.start,
			filter.end,
			filter.severity,
			filter.handled,
			filter.groupId,
			filter.after?.timestamp ?? null,
			filter.after?.id ?? null,
			filter.limit,
			filter.offset,
			filter.kinds,
		],
	);
	return rows;
}

/** Written out, so that the partial index of open errors fits. */
function stateCondition(resolved: boolean | null): string {
	if (resolved === null) return '';
	return resolved ? 'and resolved' : 'and not resolved';
}
