import { dashboardSummary, type DashboardSummary } from '../analytics/dashboard-summary';
import type { Sql } from '../store/pool';
import { countAlerts } from '../store/read/count-alerts';
import { countErrors } from '../store/read/count-errors';
import { countExecutions } from '../store/read/count-executions';
import { countOpenAlerts } from '../store/read/count-open-alerts';
import { listAlerts } from '../store/read/list-alerts';
import { listErrors } from '../store/read/list-errors';
import { listLogs } from '../store/read/list-logs';
import type { DashboardQuestion } from './read-questions';

const HOUR = 3_600_000;
const RECENT = 10;

/**
 * The dashboard's figures, from the tables as they are.
 *
 * @param blind something of this instance is known not to be recorded
 */
export async function readDashboard(
	sql: Sql,
	instanceId: string | readonly string[],
	{ workflowId, period, span, kinds, troubleKinds }: DashboardQuestion,
	now: number,
	blind: boolean,
): Promise<DashboardSummary> {
	const scope = { instanceId, workflowId, kinds };
	const trouble = { ...scope, kinds: troubleKinds };
	const since = (ms: number) => ({ start: new Date(now - ms).toISOString(), end: null });
	const newest = { ...scope, ...span, kinds: null, executionId: null, after: null, limit: RECENT, offset: 0 };
	// One after the other: many dashboards at once must not queue up for the few connections.
	return dashboardSummary({
		period,
		executions: await countExecutions(sql, { ...scope, ...span }),
		lastHour: await countExecutions(sql, { ...scope, ...since(HOUR) }),
		errors: await countErrors(sql, { ...trouble, ...span }),
		errorsOfLastDay: await countErrors(sql, { ...trouble, ...since(24 * HOUR) }),
		alertsRaised: await countAlerts(sql, { ...trouble, ...span }),
		openAlerts: await countOpenAlerts(sql, trouble),
		recent: {
			logs: await listLogs(sql, { ...newest, levels: null, search: null }, now),
			errors: await listErrors(sql, { ...newest, severity: null, resolved: null, handled: null }),
			alerts: await listAlerts(sql, {
				...newest,
				severity: null,
				acknowledged: null,
				resolved: null,
			}),
		},
		blind,
	});
}
