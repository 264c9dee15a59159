import { healthReport, type HealthFacts, type HealthReport } from '../analytics/health-report';
import type { Store } from '../store/pool';
import { countDeliveries } from '../store/read/count-deliveries';
import { countExecutions } from '../store/read/count-executions';
import { describeInstances } from '../store/read/describe-instances';
import { findOverdueWaits } from '../store/read/find-overdue-waits';
import { findStuckParents } from '../store/read/find-stuck-parents';
import { listGaps } from '../store/read/list-gaps';
import { listMonitors } from '../store/read/list-monitors';
import { listProcesses } from '../store/read/list-processes';
import { listSilentWorkflows } from '../store/read/list-silent-workflows';
import { schemaFacts } from '../store/read/schema-facts';
import { MonitorNotFoundError } from './monitor-error';
import { readHealthSigns } from './read-health-signs';
import type { DashboardQuestion } from './read-questions';

/** n8n looks after its waits every minute: before that nothing is overdue. */
const GRACE = 120_000;
const AT_MOST = 100;

/**
 * How the monitoring of an instance is, judged as its dashboard is by default.
 *
 * @param known what this process itself knows of it
 * @param now ms since the epoch
 * @throws MonitorNotFoundError where no such instance has recorded
 */
export async function readHealth(
	store: Store,
	instanceId: string,
	{ kinds, troubleKinds, span }: DashboardQuestion,
	known: Pick<HealthFacts, 'own' | 'nodes'> & { blind: string | null },
	now: number,
): Promise<HealthReport> {
	const instances = await describeInstances(store);
	if (!instances.some((each) => each.instance_id === instanceId)) {
		const known = instances.map((each) => each.instance_id).join(', ');
		throw new MonitorNotFoundError('instanceId', instanceId, `one that records into this database: ${known}`);
	}
	const judged = { instanceId, workflowId: null, kinds, troubleKinds };
	const period = await countExecutions(store, { ...judged, ...span });
	return healthReport({
		...known,
		instanceId,
		signs: await readHealthSigns(store, judged, period, known.blind, now),
		processes: await listProcesses(store, instanceId),
		schema: await schemaFacts(store, store.schemaName),
		monitors: await listMonitors(store, instanceId),
		overdueWaits: await findOverdueWaits(store, instanceId, GRACE, AT_MOST),
		stuckParents: await findStuckParents(store, instanceId, GRACE, AT_MOST),
		silent: await listSilentWorkflows(store, judged),
		deliveries: await countDeliveries(store, instanceId),
		gaps: await listGaps(store, { instanceId, ...span }),
		instances,
	});
}
