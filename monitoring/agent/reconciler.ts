import type { IRunExecutionData } from 'n8n-workflow';
import {
	asHostTells,
	deletedWait,
	endAsHostTells,
	isEnd,
	statusOfHost,
	waitAsHostTells,
} from '../capture/lost-execution';
import type { Told } from '../capture/telling';
import type { EndReason } from '../model/enums';
import type { HostExecution } from '../model/host-execution';
import type { CapturePolicy } from '../model/monitor-settings';
import type { OpenExecution } from '../model/open-execution';
import { findKnownExecutions } from '../store/read/find-known-executions';
import { findOpenExecutions } from '../store/read/find-open-executions';
import { readCursor } from '../store/read/read-cursor';
import type { Store } from '../store/pool';
import { keepCursor } from '../store/write/keep-cursor';

/** n8n's own table of executions. */
export interface HostTable {
	byIds(ids: readonly string[]): Promise<Map<string, HostExecution>>;
	newest(): Promise<string | null>;
	/** Both included, the oldest first. */
	between(from: string, to: string, limit: number): Promise<HostExecution[]>;
	runData(id: string): Promise<IRunExecutionData | null>;
}

export interface ReconcilerOptions {
	store: Store;
	instanceId: string;
	host: HostTable;
	cancelReason: (executionId: string) => EndReason | null;
	policy: (workflowId: string) => CapturePolicy;
	tell: (told: Told) => void;
	/** By the process' own clock, ms. */
	now?: () => number;
}

/** Reports of the processes themselves come first: what n8n's table says is left alone for so long, ms. */
const SETTLED_AFTER = 6_000;
const WRITTEN_WITHIN = 60_000;
const FORGOTTEN_AFTER = 600_000;
const OPEN_AT_ONCE = 500;
const MISSING_AT_ONCE = 100;
/** Of what lies further back nothing is taken over. */
const BEHIND_MOST = 1_000n;
const BUSY_FOR = 60_000;

/**
 * Compares with n8n's own table, for what no hook tells: refused sub-workflows, a stop while waiting, what a
 * process took with it. Cheap: only open rows are looked at, and ids that are new since the last look.
 */
export class Reconciler {
	readonly #options: ReconcilerOptions;

	readonly #now: () => number;

	/** Since when an open execution is something else in n8n's table, by id. */
	readonly #differs = new Map<string, number>();

	/** The open rows after this id come next. */
	#after = '';

	/** Up to here all ids have been looked at; undefined until it was read. */
	#cursor: bigint | undefined;

	/** n8n's newest id at looks before, the oldest first. */
	#marks: Array<{ id: bigint; at: number }> = [];

	#busyUntil: number;

	constructor(options: ReconcilerOptions) {
		this.#options = options;
		this.#now = options.now ?? (() => performance.now());
		this.#busyUntil = this.#now() + BUSY_FOR;
	}

	/** True while something is open, or was in the last minute: then looks are worth their price. */
	get busy(): boolean {
		return this.#now() < this.#busyUntil;
	}

	/**
	 * One look.
	 *
	 * @throws what the databases throw; the next look does it anew
	 */
	async look(): Promise<void> {
		await this.#lookAtOpen();
		await this.#lookForMissing();
	}

	async #lookAtOpen(): Promise<void> {
		const { store, instanceId, host } = this.#options;
		const open = await findOpenExecutions(store, instanceId, this.#after, OPEN_AT_ONCE);
		this.#after = open.length < OPEN_AT_ONCE ? '' : open[open.length - 1].execution_id;
		this.#forget();
		if (open.length === 0) return;
		this.#stayBusy();
		const hosts = await host.byIds(open.map(({ execution_id }) => execution_id));
		for (const each of open) {
			const told = this.#difference(each, hosts.get(each.execution_id));
			if (told === null) this.#differs.delete(each.execution_id);
			else if (this.#isSettled(each.execution_id)) this.#options.tell(told);
		}
	}

	#difference(open: OpenExecution, host: HostExecution | undefined): Told | null {
		const policy = this.#options.policy(open.workflow_id);
		if (host === undefined) {
			// One that runs may be none that n8n keeps; one that waits is kept as long as it waits.
			return open.status === 'waiting' ? deletedWait(open, policy, Date.now()) : null;
		}
		const status = statusOfHost(host);
		if (isEnd(status)) {
			const cancelReason = this.#options.cancelReason(open.execution_id);
			return endAsHostTells(open, host, policy, { lost: false, cancelReason });
		}
		return status === 'waiting' && open.status !== 'waiting' ? waitAsHostTells(open, host, policy) : null;
	}

	#isSettled(id: string): boolean {
		const now = this.#now();
		const since = this.#differs.get(id) ?? now;
		this.#differs.set(id, since);
		if (now - since < SETTLED_AFTER) return false;
		// Told; should it still be open a minute later, it is told again.
		this.#differs.set(id, now + WRITTEN_WITHIN);
		return true;
	}

	#forget(): void {
		const now = this.#now();
		for (const [id, since] of this.#differs) if (now - since > FORGOTTEN_AFTER) this.#differs.delete(id);
	}

	async #lookForMissing(): Promise<void> {
		const { store, instanceId, host } = this.#options;
		const newest = BigInt((await host.newest()) ?? 0);
		const to = this.#settledId(newest);
		if (this.#cursor === undefined) {
			const kept = BigInt((await readCursor(store, instanceId)) ?? newest);
			this.#cursor = newest - kept > BEHIND_MOST ? newest - BEHIND_MOST : kept;
			await keepCursor(store, instanceId, String(this.#cursor));
		}
		// n8n deletes what it does not keep, and a new database of its begins at 1 again.
		if (newest < this.#cursor) this.#cursor = newest;
		if (to <= this.#cursor) return;
		this.#stayBusy();
		const rows = await host.between(String(this.#cursor + 1n), String(to), MISSING_AT_ONCE);
		const ids = rows.map(({ executionId }) => executionId);
		const known = await findKnownExecutions(store, instanceId, ids);
		for (const row of rows) if (!known.has(row.executionId)) await this.#tellMissing(row);
		const last = rows.length < MISSING_AT_ONCE ? to : BigInt(rows[rows.length - 1].executionId);
		this.#cursor = last;
		await keepCursor(store, instanceId, String(last));
	}

	async #tellMissing(row: HostExecution): Promise<void> {
		const { host, cancelReason, policy, tell } = this.#options;
		if (statusOfHost(row) === null) return;
		const failed = row.status === 'error' || row.status === 'crashed';
		const data = failed ? await host.runData(row.executionId) : null;
		tell(asHostTells(row, policy(row.workflowId), data, cancelReason(row.executionId)));
	}

	/** The newest id that n8n had given some seconds ago. */
	#settledId(newest: bigint): bigint {
		const now = this.#now();
		this.#marks.push({ id: newest, at: now });
		const settled = this.#marks.filter(({ at }) => now - at >= SETTLED_AFTER).at(-1);
		if (settled === undefined) return 0n;
		this.#marks = this.#marks.filter(({ at }) => at >= settled.at);
		return settled.id;
	}

	#stayBusy(): void {
		this.#busyUntil = this.#now() + BUSY_FOR;
	}
}
