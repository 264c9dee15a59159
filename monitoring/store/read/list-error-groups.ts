import type { ErrorSeverity, ErrorType } from '../../model/enums';
import type { Sql } from '../pool';
import { isOfInstances, type Page, type Scope, type Span } from './page';

export const ERROR_GROUP_STATUSES = ['open', 'resolved', 'ignored'] as const;
export type ErrorGroupStatus = (typeof ERROR_GROUP_STATUSES)[number];

/** Errors with one cause: a row of `error_groups`; times are ISO 8601. */
export interface ErrorGroupRow {
	group_id: string;
	instance_id: string;
	workflow_id: string;
	node_id: string | null;
	node_name: string | null;
	fingerprint: string;
	error_type: ErrorType;
	error_code: string | null;
	/** The message of the last one. */
	title: string;
	/** Of the worst one. */
	severity: ErrorSeverity;
	/** The workflow went on from all of them. */
	handled: boolean;
	status: ErrorGroupStatus;
	first_seen_at: string;
	last_seen_at: string;
	first_version: string | null;
	last_version: string | null;
	occurrences: number;
	executions: number;
	assigned_to: string | null;
	/** The last resolution; it stays when the group comes back. */
	resolved_at: string | null;
	resolved_by: string | null;
	resolution_notes: string | null;
	/** Resolved from the next version of the workflow on: errors of `resolved_version` do not bring it back. */
	in_next_version: boolean;
	resolved_version: string | null;
	ignored_until: string | null;
	/** Ignored until it has had so many occurrences in all. */
	ignored_until_count: number | null;
	/** When it came back after a resolution, how many ms after it, and in which version of the workflow. */
	regressed_at: string | null;
	regressed_after: number | null;
	regressed_version: string | null;
	regressions: number;
}

export const ERROR_GROUP_COLUMNS = `group_id, instance_id, workflow_id, node_id, node_name, fingerprint, error_type,
	error_code, title, severity, handled,
	case when status = 'ignored' and ignored_until <= now() then 'open' else status end as status,
	first_seen_at, last_seen_at, first_version, last_version, occurrences, executions, assigned_to, resolved_at,
	resolved_by, resolution_notes, in_next_version, resolved_version, ignored_until, ignored_until_count,
	regressed_at, regressed_after, regressed_version, regressions`;

export interface ErrorGroupFilter extends Scope, Span, Page {
	status: readonly ErrorGroupStatus[] | null;
	severity: readonly ErrorSeverity[] | null;
	types: readonly ErrorType[] | null;
	/** Only those that came back after a resolution and are open since. */
	regressed: boolean | null;
}

/**
 * Groups that were seen in the span, the last seen first (error_groups_by_workflow for one workflow). There is a row
 * for each different error only, so that the rest is a filter over few rows.
 */
export async function listErrorGroups(sql: Sql, filter: ErrorGroupFilter): Promise<ErrorGroupRow[]> {
	const { rows } = await sql.query<ErrorGroupRow>(
		`select ${ERROR_GROUP_COLUMNS}
		from ${sql.schema}.error_groups g
		cross join lateral (
			select case when g.status = 'ignored' and g.ignored_until <= now() then 'open' else g.status end as state
		) as now
		where ${isOfInstances(filter, 'g.instance_id', '$1')}
			and ($2::text is null or g.workflow_id = $2)
			and ($3::timestamptz is null or g.last_seen_at >= $3)
			and ($4::timestamptz is null or g.first_seen_at < $4)
			and ($5::text[] is null or now.state = any ($5))
			and ($6::text[] is null or g.severity = any ($6::${sql.schema}.error_severity[]))
			and ($7::text[] is null or g.error_type = any ($7::${sql.schema}.error_type[]))
			and ($8::boolean is null or (g.regressed_at is not null and now.state = 'open') = $8)
			and ($9::timestamptz is null or (g.last_seen_at, g.group_id) < ($9, $10::uuid))
		order by g.last_seen_at desc, g.group_id desc
		limit $11 offset $12`,
		[
			filter.instanceId,
			filter.workflowId,
			filter.start,
			filter.end,
			filter.status,
			filter.severity,
			filter.types,
			filter.regressed,
			filter.after?.timestamp ?? null,
			filter.after?.id ?? null,
			filter.limit,
			filter.offset,
		],
	);
	return rows;
}
