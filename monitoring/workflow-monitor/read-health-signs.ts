import type { HealthSigns, Outcomes } from '../analytics/system-health';
import type { ExecutionKind } from '../model/enums';
import type { Sql } from '../store/pool';
import { countErrors } from '../store/read/count-errors';
import { countExecutions } from '../store/read/count-executions';
import { countOpenAlerts, type OpenAlerts } from '../store/read/count-open-alerts';
import { listSilentWorkflows } from '../store/read/list-silent-workflows';
import { monitorSigns } from '../store/read/monitor-signs';
import type { Scope } from '../store/read/page';
import { processSigns } from '../store/read/process-signs';

const HOUR = 3_600_000;
const NAMES_AT_MOST = 3;

/** Of which executions health is judged, and of those whose errors and alerts. */
export interface Judged extends Scope {
	kinds: readonly ExecutionKind[] | null;
	troubleKinds: readonly ExecutionKind[] | null;
}

/**
 * What the health of a system is judged by, from the tables as they are.
 *
 * @param period how the executions of the period have gone
 * @param blind why executions go by unseen; null where they do not, or nobody here knows
 * @param now ms since the epoch
 */
export async function readHealthSigns(
	sql: Sql,
	judged: Judged,
	period: Outcomes,
	blind: string | null,
	now: number,
): Promise<HealthSigns & { openAlerts: OpenAlerts }> {
	const trouble = { ...judged, kinds: judged.troubleKinds };
	const since = (ms: number) => ({ start: new Date(now - ms).toISOString(), end: null });
	// One after the other: many dashboards at once must not queue up for the few connections.
	const lastHour = await countExecutions(sql, { ...judged, ...since(HOUR) });
	const openAlerts = await countOpenAlerts(sql, trouble);
	const errors = await countErrors(sql, { ...trouble, ...since(24 * HOUR) });
	const silent = await listSilentWorkflows(sql, judged);
	return {
		period,
		lastHour,
		openAlerts,
		openCriticalErrors: errors.open_critical,
		blind,
		processes: await processSigns(sql, judged),
		monitors: await monitorSigns(sql, judged),
		silent: {
			count: silent.length,
			names: silent.slice(0, NAMES_AT_MOST).map(({ name, workflow_id }) => name ?? workflow_id),
		},
	};
}
