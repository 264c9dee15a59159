import type { RecorderReport, RefusedRow } from '../model/accounting';
import type { SystemHealth } from '../model/enums';
import type { DeliveryCounts } from '../store/read/count-deliveries';
import type { InstanceRow } from '../store/read/describe-instances';
import type { OverdueWait } from '../store/read/find-overdue-waits';
import type { StuckParent } from '../store/read/find-stuck-parents';
import type { Gap } from '../store/read/list-gaps';
import type { MonitorRow } from '../store/read/list-monitors';
import type { ProcessRow } from '../store/read/list-processes';
import type { SilentWorkflow } from '../store/read/list-silent-workflows';
import type { SchemaFacts } from '../store/read/schema-facts';
import { accountingSum, newestError, newestRefusedRows, type AccountingSum } from './accounting-sum';
import { systemHealth, type HealthSigns } from './system-health';

/** How the monitoring of one n8n is; docs/health.md says it for people. */
export interface HealthReport {
	instance_id: string | null;
	name: string | null;
	system_health: SystemHealth;
	/** Why it is not healthy, in sentences. */
	health_reasons: string[];
	/** Of all processes of the last days in sum. */
	accounting: AccountingSum;
	/** What nodes and scripts have written from this process, each record counted as above. */
	written_by_nodes: AccountingSum;
	/** What waits in the living processes, in sum. */
	queue: { rows: number; bytes: number };
	/** Age in ms of the oldest record that waits in a living process; null where none does. */
	lag: number | null;
	/** At most so many records went with processes that were lost. */
	lost_unclean: number;
	/** The newest first. */
	refused_rows: RefusedRow[];
	last_error: RecorderReport['last_error'];
	schema: SchemaFacts | null;
	processes: ProcessHealth[];
	monitors: MonitorRow[];
	/** Waits whose time has come and gone. */
	overdue_waits: OverdueWait[];
	/** Parents that wait for sub-workflows which have all ended. */
	stuck_parents: StuckParent[];
	silent_workflows: SilentWorkflow[];
	/** Events for Monitor Triggers, of the last day and those that wait. */
	deliveries: DeliveryCounts | null;
	/** Of the last 30 days. */
	gaps: Gap[];
	/** All that record into this database. */
	instances: InstanceRow[];
}

/** A process, and where its records went; what health shows in sum is left out here. */
export interface ProcessHealth extends Omit<ProcessRow, 'counters'> {
	accounting: AccountingSum;
	queue: { rows: number; bytes: number };
	lag: number | null;
	down_since: string | null;
}

/** What the tables and this process say. */
export interface HealthFacts {
	instanceId: string;
	signs: HealthSigns;
	processes: ProcessRow[];
	/** What this process itself says, newer than its row; null where it does not record here. */
	own: { processId: string; report: RecorderReport } | null;
	nodes: RecorderReport[];
	schema: SchemaFacts;
	monitors: MonitorRow[];
	overdueWaits: OverdueWait[];
	stuckParents: StuckParent[];
	silent: SilentWorkflow[];
	deliveries: DeliveryCounts;
	gaps: Gap[];
	instances: InstanceRow[];
}

export function healthReport(facts: HealthFacts): HealthReport {
	const { own } = facts;
	const processes = facts.processes.map((row) =>
		row.process_id === own?.processId ? { ...row, counters: own.report } : row,
	);
	const reports = processes.map(({ counters }) => counters);
	const living = processes.filter(({ alive }) => alive).map(({ counters }) => counters);
	const { health, reasons } = systemHealth(facts.signs);
	return {
		instance_id: facts.instanceId,
		name: facts.instances.find(({ instance_id }) => instance_id === facts.instanceId)?.name ?? null,
		system_health: health,
		health_reasons: reasons,
		accounting: accountingSum(reports),
		written_by_nodes: accountingSum(facts.nodes),
		queue: queueOf(living),
		lag: longest(living),
		lost_unclean: processes.reduce((sum, { lost_unclean }) => sum + (lost_unclean ?? 0), 0),
		refused_rows: newestRefusedRows([...reports, ...facts.nodes]),
		last_error: newestError([...reports, ...facts.nodes]),
		schema: facts.schema,
		processes: processes.map(({ counters, ...row }) => ({
			...row,
			accounting: accountingSum([counters]),
			queue: queueOf([counters]),
			lag: counters.lag ?? null,
			down_since: counters.down_since ?? null,
		})),
		monitors: facts.monitors,
		overdue_waits: facts.overdueWaits,
		stuck_parents: facts.stuckParents,
		silent_workflows: facts.silent,
		deliveries: facts.deliveries,
		gaps: facts.gaps,
		instances: facts.instances,
	};
}

/** The report of a database in which nothing has been recorded. */
export function emptyHealth(): HealthReport {
	const nothing = accountingSum([]);
	return {
		instance_id: null,
		name: null,
		system_health: 'degraded',
		health_reasons: ['Executions go by unseen: nothing has been recorded yet'],
		accounting: nothing,
		written_by_nodes: nothing,
		queue: queueOf([]),
		lag: null,
		lost_unclean: 0,
		refused_rows: [],
		last_error: null,
		schema: null,
		processes: [],
		monitors: [],
		overdue_waits: [],
		stuck_parents: [],
		silent_workflows: [],
		deliveries: null,
		gaps: [],
		instances: [],
	};
}

function queueOf(reports: ReadonlyArray<Partial<RecorderReport>>): { rows: number; bytes: number } {
	return {
		rows: reports.reduce((sum, { queue_rows }) => sum + (queue_rows ?? 0), 0),
		bytes: reports.reduce((sum, { queue_bytes }) => sum + (queue_bytes ?? 0), 0),
	};
}

function longest(reports: ReadonlyArray<Partial<RecorderReport>>): number | null {
	const lags = reports.flatMap(({ lag }) => lag ?? []);
	return lags.length === 0 ? null : Math.max(...lags);
}
