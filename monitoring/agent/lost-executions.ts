import type { Told } from '../capture/telling';
import type { EndReason } from '../model/enums';
import type { CapturePolicy } from '../model/monitor-settings';
import { hostExecutions, hostExecutionsBetween, hostRunData, newestHostExecution } from '../host/executions';
import { hostRunsTriggers } from '../host/instance';
import type { Store } from '../store/pool';
import type { ProcessEnd } from '../store/write/end-process';
import { keepCursor } from '../store/write/keep-cursor';
import { leaseMs, ProcessLease, type OwnProcess, type ProcessReport } from './process-lease';
import { Reaper } from './reaper';
import { Reconciler } from './reconciler';

export interface LostExecutionsOptions {
	store: Store;
	instanceId: string;
	process: OwnProcess;
	report: () => ProcessReport;
	/** For how many ms our own records have been waiting to be written. */
	lag: () => number;
	cancelReason: (executionId: string) => EndReason | null;
	policy: (workflowId: string) => CapturePolicy;
	tell: (told: Told) => void;
}

const LOOK_EVERY = 3_000;
/** While nothing is open, only every tenth look is taken. */
const IDLE_LOOKS = 10;
const LAG_MOST = 5_000;

/**
 * Sees to it that nothing stays open in one database: this process' lease, the reaper of those whose lease ran
 * out, and, in the process that runs n8n's triggers, the comparison with n8n's own table.
 */
export class LostExecutions {
	readonly #options: LostExecutionsOptions;

	readonly #lease: ProcessLease;

	readonly #reaper: Reaper;

	readonly #reconciler: Reconciler;

	#timers: NodeJS.Timeout[] = [];

	#idle = 0;

	constructor(options: LostExecutionsOptions) {
		const { store, instanceId, process } = options;
		this.#options = options;
		this.#lease = new ProcessLease(store, instanceId, process, options.report);
		this.#reaper = new Reaper({
			...options,
			ownProcessId: process.id,
			// Others give the one that starts triggers the time to be first: its events start them.
			grace: () => (hostRunsTriggers() ? 0 : leaseMs() / 3),
			askHost: hostExecutions,
		});
		this.#reconciler = new Reconciler({
			...options,
			host: {
				byIds: hostExecutions,
				newest: newestHostExecution,
				between: hostExecutionsBetween,
				runData: hostRunData,
			},
		});
	}

	start(): void {
		if (this.#timers.length > 0) return;
		this.#lease.start();
		this.#every(leaseMs() / 12, async () => {
			if (this.#lease.settled) await this.#reaper.look();
		});
		const compare = this.#every(LOOK_EVERY, async () => await this.#compare());
		// The first look marks where looking begins: nothing of what comes from now on may be left out.
		compare();
	}

	/** @param reason null where another copy of the package goes on */
	async stop(reason: ProcessEnd | null): Promise<void> {
		for (const timer of this.#timers) clearInterval(timer);
		this.#timers = [];
		const { store, instanceId } = this.#options;
		// Whatever runs while nothing is recorded is not taken over afterwards.
		if (reason === 'paused' || reason === 'uninstalled') {
			await keepCursor(store, instanceId, null).catch(() => {});
		}
		await this.#lease.stop(reason);
	}

	async #compare(): Promise<void> {
		if (!hostRunsTriggers() || this.#options.lag() > LAG_MOST) return;
		if (!this.#reconciler.busy && (this.#idle += 1) < IDLE_LOOKS) return;
		this.#idle = 0;
		await this.#reconciler.look();
	}

	/** One at a time; a turn that finds the last one under way, or a database away, is passed over. */
	#every(ms: number, work: () => Promise<void>): () => void {
		let running = false;
		const turn = () => {
			if (running) return;
			running = true;
			void work()
				.catch(() => {})
				.finally(() => (running = false));
		};
		const timer = setInterval(turn, ms);
		timer.unref();
		this.#timers.push(timer);
		return turn;
	}
}
