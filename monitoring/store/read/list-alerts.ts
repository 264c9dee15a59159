import type { AlertSeverity, AlertType } from '../../model/enums';
import type { Metadata } from '../../model/records';
import type { Sql } from '../pool';
import { belongsToKinds } from './counted';
import { isOfInstances, type OfKinds, type Page, type Scope, type Span } from './page';

/** A row of `monitoring_alerts`; times are ISO 8601. */
export interface AlertRow {
	id: string;
	instance_id: string;
	workflow_id: string;
	execution_id: string | null;
	alert_type: AlertType;
	severity: AlertSeverity;
	title: string;
	description: string | null;
	acknowledged: boolean;
	acknowledged_by: string | null;
	acknowledged_at: string | null;
	resolved: boolean;
	resolved_at: string | null;
	resolved_by: string | null;
	timestamp: string;
	metadata: Metadata;
	recorded_at: string;
}

export const ALERT_COLUMNS = `id, instance_id, workflow_id, execution_id, alert_type, severity, title, description,
	acknowledged, acknowledged_by, acknowledged_at, resolved, resolved_at, resolved_by, timestamp, metadata,
	recorded_at`;

export interface AlertFilter extends Scope, Span, Page, OfKinds {
	executionId: string | null;
	severity: readonly AlertSeverity[] | null;
	acknowledged: boolean | null;
	resolved: boolean | null;
}

/** Alerts, newest first (monitoring_alerts_by_workflow, or …_open where only unresolved ones are wanted). */
export async function listAlerts(sql: Sql, filter: AlertFilter): Promise<AlertRow[]> {
	const { rows } = await sql.query<AlertRow>(
		`select ${ALERT_COLUMNS}
		from ${sql.schema}.monitoring_alerts a
		where ${isOfInstances(filter, 'instance_id', '$1')}
			and ($2::text is null or workflow_id = $2)
			and ($3::text is null or execution_id = $3)
			and ($4::timestamptz is null or timestamp >= $4)
			and ($5::timestamptz is null or timestamp < $5)
			and ($6::text[] is null or severity = any ($6::${sql.schema}.alert_severity[]))
			and ($7::boolean is null or acknowledged = $7)
			and ($8::boolean is null or resolved = $8)
			and ($9::timestamptz is null or (timestamp, id) < ($9, $10::uuid))
			and ${belongsToKinds(sql.schema, 'a', '$13')}
		order by timestamp desc, id desc
		limit $11 offset $12`,
		[
			filter.instanceId,
			filter.workflowId,
			filter.executionId,
			filter.start,
			filter.end,
			filter.severity,
			filter.acknowledged,
			filter.resolved,
			filter.after?.timestamp ?? null,
			filter.after?.id ?? null,
			filter.limit,
			filter.offset,
			filter.kinds,
		],
	);
	return rows;
}
