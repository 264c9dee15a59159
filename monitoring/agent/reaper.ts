import { endAsHostTells, isEnd, presumedEnd, statusOfHost } from '../capture/lost-execution';
import type { Told } from '../capture/telling';
import type { CapturePolicy } from '../model/monitor-settings';
import type { HostExecution } from '../model/host-execution';
import type { NodeRunCounts, OpenExecution } from '../model/open-execution';
import { countNodeRuns } from '../store/read/count-node-runs';
import { findExecutionsOf } from '../store/read/find-open-executions';
import { findLostProcesses, type LostProcess } from '../store/read/find-lost-processes';
import type { Store } from '../store/pool';
import { endLostProcesses } from '../store/write/end-lost-processes';
import { withdrawPresumedEnds } from '../store/write/withdraw-presumed-ends';
import { runsHere } from './process-identity';

export interface ReaperOptions {
	store: Store;
	instanceId: string;
	ownProcessId: string;
	/** How long a lease must be over for this process to act, ms: the one that runs triggers comes first. */
	grace: () => number;
	/** n8n's own table, by execution id. */
	askHost: (ids: readonly string[]) => Promise<Map<string, HostExecution>>;
	policy: (workflowId: string) => CapturePolicy;
	tell: (told: Told) => void;
}

const AT_ONCE = 200;
const TOLD_KEPT = 1_000;
const WRITTEN_WITHIN = 60_000;
/** So long a process that was given up may still come back and report, ms. */
const COMES_BACK_WITHIN = 3_600_000;

/**
 * Closes what ran in processes that are gone. It writes as anybody who tells of an execution does, so that
 * several may do so at once.
 */
export class Reaper {
	readonly #options: ReaperOptions;

	/** What was told here, by execution: a reported end may still come in its place. */
	readonly #told = new Map<string, { startedAt: number; toldAt: number }>();

	constructor(options: ReaperOptions) {
		this.#options = options;
	}

	/**
	 * One look. To be called only while this process' own lease is settled.
	 *
	 * @throws what the databases throw; the next look does it anew
	 */
	async look(): Promise<void> {
		const { store, instanceId, ownProcessId, grace } = this.#options;
		const gone = (await findLostProcesses(store, instanceId, ownProcessId, grace())).filter(
			(lost) => !stillRuns(lost),
		);
		const ids = gone.map(({ process_id }) => process_id);
		const open = await findExecutionsOf(store, instanceId, ids, AT_ONCE);
		await this.#close(open);
		// With more than that left, the processes stand until the next look.
		if (open.length < AT_ONCE) await endLostProcesses(store, instanceId, ids);
		await this.#withdraw();
	}

	async #close(open: OpenExecution[]): Promise<void> {
		if (open.length === 0) return;
		const { store, instanceId, askHost, policy, tell } = this.#options;
		const ids = open.map(({ execution_id }) => execution_id);
		const hosts = await askHost(ids);
		const since = Math.min(...open.map(({ started_at }) => started_at));
		const counts = await countNodeRuns(store, instanceId, ids, since);
		for (const each of open) {
			if (this.#waitsToBeWritten(each)) continue;
			const told = verdict(
				each,
				hosts.get(each.execution_id),
				policy(each.workflow_id),
				counts.get(each.execution_id),
			);
			if (told === null) continue;
			this.#remember(each);
			tell(told);
		}
	}

	/** What was presumed and came otherwise. */
	async #withdraw(): Promise<void> {
		const { store, instanceId } = this.#options;
		for (const [id, { toldAt }] of this.#told) {
			if (performance.now() - toldAt > COMES_BACK_WITHIN) this.#told.delete(id);
		}
		const since = Math.min(...[...this.#told.values()].map(({ startedAt }) => startedAt));
		const ids = [...this.#told.keys()];
		for (const id of await withdrawPresumedEnds(store, instanceId, ids, since)) {
			this.#told.delete(id);
		}
	}

	#waitsToBeWritten({ execution_id }: OpenExecution): boolean {
		const told = this.#told.get(execution_id);
		return told !== undefined && performance.now() - told.toldAt < WRITTEN_WITHIN;
	}

	#remember({ execution_id, started_at }: OpenExecution): void {
		this.#told.set(execution_id, { startedAt: started_at, toldAt: performance.now() });
		if (this.#told.size <= TOLD_KEPT) return;
		const [oldest] = this.#told.keys();
		this.#told.delete(oldest);
	}
}

/** How an execution whose process is gone, or never told of itself, ended; null where that cannot be said. */
function verdict(
	open: OpenExecution,
	host: HostExecution | undefined,
	policy: CapturePolicy,
	counts: NodeRunCounts | undefined,
): Told | null {
	if (host === undefined) return presumedEnd(open, policy, counts);
	const status = statusOfHost(host);
	const lost = open.process_id !== null;
	if (isEnd(status)) return endAsHostTells(open, host, policy, { lost, cancelReason: null, counts });
	// Where none of ours has it, a process without the package may well be running it.
	const mayRun = status === 'running' || status === 'queued';
	return lost && mayRun ? presumedEnd(open, policy, counts) : null;
}

function stillRuns({ host, pid, start, end_reason }: LostProcess): boolean {
	if (end_reason !== null || host === null || pid === null) return false;
	return runsHere({ host, pid, start });
}
