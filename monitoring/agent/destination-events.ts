import { hearRecords, withDeliveries } from '../alerts/add-deliveries';
import { deliveriesOfLate } from '../alerts/match-events';
import { RecentSet } from '../capture/recent-set';
import type { Told } from '../capture/telling';
import type { StateLog } from '../log/state-log';
import type { WatchedWorkflow } from '../model/monitor-settings';
import type { MonitorRecord } from '../model/records';
import type { Store } from '../store/pool';
import { findLateExecutions } from '../store/read/find-late-executions';
import { Deliverer } from './deliverer';
import type { FoundMonitor } from './find-monitors';
import type { Subscription } from './registry';

export interface EventsHost {
	processId: string;
	log: StateLog;
	workflow(id: string): WatchedWorkflow;
	/** Whether one of these workflows is a monitor's own. */
	isMonitor(...workflowIds: Array<string | null>): boolean;
	startable(monitors: readonly FoundMonitor[]): Subscription[];
}

const TOLD_KEPT = 10_000;
const ROW_EVENTS = ['error_group_new', 'error_group_regressed', 'log'] as const;
const LATE_EVENTS = ['execution_slow', 'execution_stuck'] as const;

/** What the Monitor Triggers of one database hear of: who is to hear of what is recorded, and the deliverer. */
export class DestinationEvents {
	readonly #host: EventsHost;

	#monitors: readonly FoundMonitor[] = [];

	/** Those of them that want to hear of anything. */
	#listening: readonly FoundMonitor[] = [];

	/** One of them wants to hear of log rows or of groups of errors. */
	#hearsRows = false;

	#deliverer: Deliverer | null = null;

	/** Slow and stuck executions are told once. */
	readonly #toldLate = new RecentSet(TOLD_KEPT);

	constructor(host: EventsHost) {
		this.#host = host;
	}

	watch(monitors: readonly FoundMonitor[]): void {
		this.#monitors = monitors;
		this.#listening = monitors.filter(({ settings }) => settings.events.length > 0);
		this.#hearsRows = monitors.some(({ settings }) => ROW_EVENTS.some((event) => settings.events.includes(event)));
	}

	/** The database is open. */
	open(store: Store, instanceId: string): void {
		this.#deliverer?.stop();
		this.#deliverer = new Deliverer(store, instanceId, {
			processId: this.#host.processId,
			log: this.#host.log,
			startable: () => (this.#listening.length === 0 ? [] : this.#host.startable(this.#monitors)),
		});
		this.#deliverer.start();
	}

	close(): void {
		this.#deliverer?.stop();
		this.#deliverer = null;
	}

	/** Deliveries were written. */
	soon(): void {
		void this.#deliverer?.look();
	}

	began(deliveryId: string, executionId: string): void {
		this.#deliverer?.began(deliveryId, executionId);
	}

	/** What is told of an execution, and who is to hear of it. */
	of(told: Told, records: readonly MonitorRecord[]): readonly MonitorRecord[] {
		const { ended } = told;
		// Asked for with each run of a node.
		if (this.#listening.length === 0 || (ended === null && !this.#hearsRows)) return records;
		// What a database's own look finds does not say what brought it about.
		if (ended !== null && this.#host.isMonitor(ended.story.workflowId, ended.story.parentWorkflowId)) return records;
		return withDeliveries(records, this.#listening, this.#host.workflow(told.workflowId), told);
	}

	/** What a node or the library writes, and who is to hear of it. */
	heard(record: MonitorRecord): readonly MonitorRecord[] {
		if (this.#listening.length === 0 || !('workflow_id' in record.row)) return [record];
		return hearRecords([record], this.#listening, this.#host.workflow(record.row.workflow_id), null);
	}

	/** Who is to hear of executions that take long, or show no progress; a look into the database. */
	async late(store: Store, instanceId: string, now: number): Promise<MonitorRecord[]> {
		const wanted = this.#listening.some(({ settings }) => LATE_EVENTS.some((event) => settings.events.includes(event)));
		if (!wanted) return [];
		const running = await findLateExecutions(store, instanceId);
		return running.flatMap((each) => {
			const late = {
				executionId: each.execution_id,
				workflowId: each.workflow_id,
				mode: each.mode,
				kind: each.kind,
				elapsed: each.elapsed,
				usual: each.usual,
				idle: each.idle,
				step: each.last_node,
			};
			if (this.#host.isMonitor(late.workflowId)) return [];
			return deliveriesOfLate(this.#listening, this.#host.workflow(late.workflowId), late, now).flatMap((row) => {
				if (this.#toldLate.has(row.id_key)) return [];
				this.#toldLate.add(row.id_key);
				return { table: 'event_deliveries' as const, row };
			});
		});
	}
}
