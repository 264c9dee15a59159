import { getHeapStatistics } from 'node:v8';
import type { Store } from '../store/pool';
import { endProcess, type ProcessEnd } from '../store/write/end-process';
import { noteGapBeforeStart } from '../store/write/note-gap-before-start';
import { noteLossyGap } from '../store/write/note-lossy-gap';
import { removeOldProcesses } from '../store/write/remove-old-processes';
import { renewProcess } from '../store/write/renew-process';
import { withdrawGaps } from '../store/write/withdraw-gaps';
import { ownIdentity } from './process-identity';

/** The process as the target knows it; the same for all targets. */
export interface OwnProcess {
	id: string;
	/** `main`, `worker` or `webhook` */
	type: string;
	n8nVersion: string | null;
	packageVersion: string;
}

/** What a process says of its recording when it renews. */
export interface ProcessReport {
	state: string;
	stateReason: string | null;
	/** Stored as they are; `dropped` by reason tells whether records were lost. */
	counters: { dropped: Record<string, number> };
}

const DAY = 86_400_000;

/** How long a lease lasts in ms: a minute. Only tests shorten it. */
export function leaseMs(environment: NodeJS.ProcessEnv = process.env): number {
	const seconds = Number(environment.MONITOR_LEASE_SECONDS ?? '');
	return (Number.isFinite(seconds) && seconds >= 1 ? seconds : 60) * 1_000;
}

/**
 * Keeps the row of this process in one database alive: renewed four times a lease, ended when recording ends.
 * It also knows for how long the process has had the database without a break.
 */
export class ProcessLease {
	readonly #store: Store;

	readonly #instanceId: string;

	readonly #process: OwnProcess;

	readonly #report: () => ProcessReport;

	readonly #lease = leaseMs();

	/** By the process' own clock, ms; null while the database is away. */
	#heldSince: number | null = null;

	#renewedAt = -Infinity;

	#registered = false;

	#dropped: number;

	#cleanedAt = -Infinity;

	#timer: NodeJS.Timeout | null = null;

	#renewing: Promise<void> | null = null;

	constructor(store: Store, instanceId: string, process: OwnProcess, report: () => ProcessReport) {
		this.#store = store;
		this.#instanceId = instanceId;
		this.#process = process;
		this.#report = report;
		this.#dropped = lost(report());
	}

	start(): void {
		if (this.#timer !== null) return;
		this.#timer = setInterval(() => void this.renew(), this.#lease / 4);
		this.#timer.unref();
		void this.renew();
	}

	/**
	 * True once this process has had the database for one whole lease without a break: only then can the lease
	 * of another one be said to have run out because that one is gone. A stop of the whole process (SIGSTOP, a
	 * suspended machine) is a break too.
	 */
	get settled(): boolean {
		const now = performance.now();
		return (
			this.#heldSince !== null &&
			now - this.#renewedAt <= this.#lease / 2 &&
			now - this.#heldSince >= this.#lease
		);
	}

	/** Renews now; a renewal that fails is tried again at the next turn. */
	async renew(): Promise<void> {
		this.#renewing ??= this.#renew().finally(() => (this.#renewing = null));
		await this.#renewing;
	}

	/** @param reason null where another copy of the package goes on with the row */
	async stop(reason: ProcessEnd | null): Promise<void> {
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
		await this.#renewing;
		this.#heldSince = null;
		if (reason === null || !this.#registered) return;
		const { counters } = this.#report();
		await endProcess(this.#store, this.#instanceId, this.#process.id, reason, counters).catch(() => {});
	}

	async #renew(): Promise<void> {
		try {
			if (!this.#registered) await noteGapBeforeStart(this.#store, this.#instanceId);
			const report = this.#report();
			const { host, pid, start } = ownIdentity();
			const { since } = await renewProcess(
				this.#store,
				this.#instanceId,
				{
					processId: this.#process.id,
					processType: this.#process.type,
					host,
					pid,
					start,
					n8nVersion: this.#process.n8nVersion,
					packageVersion: this.#process.packageVersion,
					state: report.state,
					stateReason: report.stateReason,
					memoryShare: memoryShare(),
					counters: report.counters,
				},
				this.#lease,
			);
			await this.#afterRenewal(since, lost(report));
		} catch {
			this.#heldSince = null;
		}
	}

	async #afterRenewal(since: number | null, dropped: number): Promise<void> {
		const now = performance.now();
		const broken =
			(since !== null && since > this.#lease / 2) || now - this.#renewedAt > this.#lease / 2;
		if (broken || this.#heldSince === null) this.#heldSince = now;
		this.#renewedAt = now;
		this.#registered = true;
		if (dropped > this.#dropped && since !== null) {
			await noteLossyGap(this.#store, this.#instanceId, since, 'rows_lost');
		} else if (since !== null && since > this.#lease) {
			await withdrawGaps(this.#store, this.#instanceId, since);
		}
		this.#dropped = dropped;
		if (now - this.#cleanedAt < DAY) return;
		this.#cleanedAt = now;
		await removeOldProcesses(this.#store, this.#instanceId);
	}
}

function lost({ counters }: ProcessReport): number {
	return Object.values(counters.dropped).reduce((sum, count) => sum + count, 0);
}

/** The greater share in use, 0 to 1: of the heap's limit, and of the memory that the process may have. */
function memoryShare(): number {
	const heap = getHeapStatistics();
	const allowed = process.constrainedMemory();
	const ofHeap = heap.used_heap_size / heap.heap_size_limit;
	// Where nothing limits it this is 0 or more than any machine has.
	const ofProcess = allowed > 0 ? process.memoryUsage.rss() / allowed : 0;
	return Math.min(1, Math.max(ofHeap, ofProcess));
}
