import type { Told } from '../capture/telling';
import { DEFAULT_POLICY, mostDetailed, type CapturePolicy } from '../model/monitor-settings';
import type { MonitorRecord } from '../model/records';
import type { ProcessEnd } from '../store/write/end-process';
import { ByRun } from './by-run';
import { Destination, type DestinationHost } from './destination';
import type { FactsBook } from './facts-book';
import type { Found, Source } from './find-monitors';
import type { Place } from './target';

export type DestinationsHost = Omit<DestinationHost, 'captured' | 'policy' | 'workflow' | 'opened'> & {
	facts: FactsBook;
	/** With this fingerprints of redacted workflows are made. */
	redactionKey(): string;
	opened(destination: Destination, place: Place): void;
};

/**
 * All places that this process records to. Monitors of one credential share one; two credentials that lead to
 * the same schema turn out to be the same place once it is open, whatever its server is called.
 */
export class Destinations {
	readonly #host: DestinationsHost;

	/** By the source's key; those whose monitors are taken back stay with what they could not write. */
	readonly #all = new Map<string, Destination>();

	/** Sources that are the same place as another, and the connection by which that was found. */
	readonly #same = new Map<string, { as: string; connection: string }>();

	readonly #policies = new ByRun<CapturePolicy>();

	#found: Found | null = null;

	/** As of the last change of what it is made of; null where that is to be looked up. */
	#active: readonly Destination[] | null = null;

	/** What the copy before us could not write, by source. */
	readonly #inherited: Map<string, MonitorRecord[]>;

	constructor(host: DestinationsHost, inherited: ReadonlyMap<string, MonitorRecord[]>) {
		this.#host = host;
		this.#inherited = new Map(inherited);
	}

	/** Those that have monitors, the oldest monitor's first. */
	get active(): readonly Destination[] {
		// Asked for with each run of a node.
		this.#active ??= (this.#found?.sources ?? []).flatMap(({ key }) => {
			const destination = this.#same.has(key) ? undefined : this.#all.get(key);
			return destination ?? [];
		});
		return this.#active;
	}

	get needsFacts(): boolean {
		return this.active.some(({ watchList }) => watchList.needsFacts);
	}

	/** Opens what was found, and leaves what no monitor writes to any more. */
	configure(found: Found, whyNone: ProcessEnd): void {
		const before = this.active;
		this.#found = found;
		this.#active = null;
		for (const { key, connection } of found.sources) {
			const same = this.#same.get(key);
			const holds =
				same?.connection === JSON.stringify(connection) && found.sources.some((each) => each.key === same.as);
			if (!holds) this.#same.delete(key);
		}
		this.#active = null;
		this.#assign();
		const now = this.active;
		for (const destination of before) {
			if (now.includes(destination)) continue;
			void this.#leave(destination, now, now.length === 0 ? whyNone : 'moved');
		}
		for (const source of found.sources) {
			if (!this.#same.has(source.key)) this.#at(source.key).open(source, found.instance);
		}
	}

	/** What is known of workflows, or what people set for them, has changed. */
	forget(): void {
		this.#policies.clear();
		for (const { watchList } of this.#all.values()) watchList.forget();
	}

	/** Hands what is told to each place. */
	take(told: Told): void {
		for (const destination of this.active) destination.take(told);
	}

	/** A delivery has begun to run; the place that it comes from knows it. */
	began({ delivery, executionId }: NonNullable<Told['began']>): void {
		for (const { events } of this.active) events.began(delivery, executionId);
	}

	/** Events were lost before anybody could know whom they were for. */
	lose(reason: string, count = 1): void {
		for (const { recorder } of this.active) recorder.lose(reason, count);
	}

	/**
	 * What is captured of a workflow's runs: as much as the most detailed of all places wants, and as n8n lets us.
	 *
	 * @param mode n8n's word; null for any
	 */
	policy(workflowId: string, mode: string | null): CapturePolicy {
		return this.#policies.get(workflowId, mode, () => {
			const { facts, redactionKey } = this.#host;
			const workflow = facts.workflow(workflowId);
			const watching = this.active.flatMap(({ watchList }) => {
				const detail = watchList.detail(workflow, mode);
				return detail === null ? [] : { detail, importance: watchList.importance(workflowId) };
			});
			const detail = mostDetailed(watching.map((each) => each.detail)) ?? DEFAULT_POLICY;
			const importance = watching.find((each) => each.importance !== null)?.importance;
			const redacted = facts.isRedacted(workflowId, mode);
			return {
				level: detail.level,
				nodeRows: detail.nodeRows,
				nodeRowsAtMost: detail.nodeRowsAtMost,
				importance: importance ?? DEFAULT_POLICY.importance,
				redacted,
				redactionKey: redacted ? redactionKey() : null,
				workflowVersion: facts.version(workflowId),
			};
		});
	}

	/** Stops all, and gives what waits by source. */
	handOver(): Map<string, MonitorRecord[]> {
		const left = new Map(this.#inherited);
		for (const [key, destination] of this.#all) {
			left.set(key, destination.surrender());
			void destination.leave(null);
		}
		return left;
	}

	async leaveAfterFlush(reason: ProcessEnd): Promise<void> {
		const { active } = this;
		this.#found = null;
		this.#active = null;
		this.#policies.clear();
		await Promise.allSettled(active.map(async (each) => await each.leaveAfterFlush(reason)));
	}

	/** Writes what waits before the process ends, at most so many ms. */
	async close(ms: number): Promise<void> {
		const all = [...this.#all.values()];
		await Promise.allSettled(all.map(async (each) => await each.close(ms)));
	}

	async leave(reason: ProcessEnd): Promise<void> {
		await Promise.allSettled([...this.#all.values()].map(async (each) => await each.leave(reason)));
	}

	#at(key: string): Destination {
		const known = this.#all.get(key);
		if (known !== undefined) return known;
		const { facts } = this.#host;
		const destination = new Destination(key, {
			...this.#host,
			workflow: (id) => facts.workflow(id),
			policy: (id) => this.policy(id, null),
			captured: (id, mode) => this.policy(id, mode),
			opened: (opened, place) => {
				if (!this.#isKnownAsOther(opened, place)) this.#host.opened(opened, place);
			},
		});
		this.#all.set(key, destination);
		this.#active = null;
		destination.adopt(this.#inherited.get(key) ?? []);
		this.#inherited.delete(key);
		return destination;
	}

	/** Tells each place its monitors, those of its other names included. */
	#assign(): void {
		const sources = this.#found?.sources ?? [];
		for (const { key } of sources) {
			if (this.#same.has(key)) continue;
			const own = sources.filter((each) => each.key === key || this.#same.get(each.key)?.as === key);
			const destination = this.#at(key);
			destination.monitors = own.flatMap(({ monitors }) => monitors);
			destination.watchList.watch(destination.monitors, true);
		}
		this.#policies.clear();
	}

	/** Two connections lead to one place: the later one's monitors and records go to the earlier one. */
	#isKnownAsOther(opened: Destination, place: Place): boolean {
		const other = this.active.find((each) => each !== opened && each.place?.id === place.id);
		if (other === undefined) return false;
		const { active } = this;
		const [first, second] = active.indexOf(other) < active.indexOf(opened) ? [other, opened] : [opened, other];
		this.#same.set(second.key, { as: first.key, connection: JSON.stringify(this.#source(second.key)?.connection) });
		this.#active = null;
		first.adopt(second.surrender());
		void second.leave(null);
		this.#assign();
		return first !== opened;
	}

	#source(key: string): Source | undefined {
		return this.#found?.sources.find((each) => each.key === key);
	}

	/** What a place could not write goes to where its monitors write now, if they do, and stays with it else. */
	async #leave(destination: Destination, now: readonly Destination[], reason: ProcessEnd): Promise<void> {
		const monitors = destination.monitors.map(({ workflowId, nodeId }) => `${workflowId} ${nodeId}`);
		destination.monitors = [];
		await destination.leaveAfterFlush(reason);
		const heir = now.find((each) =>
			each.monitors.some(({ workflowId, nodeId }) => monitors.includes(`${workflowId} ${nodeId}`)),
		);
		if (destination.monitors.length === 0) heir?.adopt(destination.surrender());
	}
}
