import { dashboardSummary, type DashboardSummary } from '../analytics/dashboard-summary';
import type { Sql } from '../store/pool';
import { countAlerts } from '../store/read/count-alerts';
import { countErrors } from '../store/read/count-errors';
import { countExecutions } from '../store/read/count-executions';
import { listAlerts } from '../store/read/list-alerts';
import { listErrors } from '../store/read/list-errors';
import { listGaps } from '../store/read/list-gaps';
import { listLogs } from '../store/read/list-logs';
import { readHealthSigns } from './read-health-signs';
import type { DashboardQuestion } from './read-questions';

const RECENT = 10;

/**
 * The dashboard's figures, from the tables as they are.
 *
 * @param now ms since the epoch
 * @param blind why executions go by unseen; null where they do not, or nobody here knows
 */
export async function readDashboard(
	sql: Sql,
	instanceId: string | readonly string[],
	{ workflowId, period, span, kinds, troubleKinds }: DashboardQuestion,
	now: number,
	blind: string | null,
): Promise<DashboardSummary> {
	const scope = { instanceId, workflowId, kinds, ...span };
	const trouble = { ...scope, kinds: troubleKinds };
	const newest = { ...scope, kinds: null, executionId: null, after: null, limit: RECENT, offset: 0 };
	// One after the other: many dashboards at once must not queue up for the few connections.
	const executions = await countExecutions(sql, scope);
	return dashboardSummary({
		period,
		executions,
		errors: await countErrors(sql, trouble),
		alertsRaised: await countAlerts(sql, trouble),
		signs: await readHealthSigns(sql, { ...scope, troubleKinds }, executions, blind, now),
		gaps: await listGaps(sql, scope),
		recent: {
			logs: await listLogs(sql, { ...newest, levels: null, search: null, words: null, node: null, metadata: null }, now),
			errors: await listErrors(sql, { ...newest, severity: null, resolved: null, handled: null, groupId: null }),
			alerts: await listAlerts(sql, {
				...newest,
				severity: null,
				acknowledged: null,
				resolved: null,
			}),
		},
	});
}
