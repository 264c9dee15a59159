import { hostDatabaseReady } from '../host/database';
import { hostInstance } from '../host/instance';
import { ownNodeTypeIsKnown } from '../host/own-node-type';
import { monitorsSignature } from '../host/published-monitors';
import type { WorkflowFacts } from '../model/workflow-facts';
import type { FactsBook } from './facts-book';
import { credentialsUnchanged, findMonitors, type Found } from './find-monitors';

export interface DiscoveryEvents {
	/** Monitors, their settings, rights or connections have changed. */
	onFound(found: Found): void;
	/** Workflows have been looked at; null: at all of them. */
	onFacts(changed: WorkflowFacts[] | null): void;
	/** The package is no longer installed. */
	onUninstalled(): void;
}

const CHECK_EVERY = 10_000;
const UNINSTALLED_AFTER = 60_000;
const CHECK_FIRST = 250;
/** Even where the cheap check sees no change, all is read anew this often. */
const FULL_EVERY = 6;

/**
 * Every process of n8n learns by itself what to record: from the published monitors and their credentials, or
 * from the environment. A cheap check every ten seconds, a full read on change.
 */
export class Discovery {
	readonly #events: DiscoveryEvents;

	readonly #book: FactsBook;

	/** Since when n8n does not know our node type, ms since the epoch. */
	#unknownSince: number | null = null;

	#timer: NodeJS.Timeout | null = null;

	#stopped = false;

	#checking = false;

	/** When to check again once the check under way is over, ms. */
	#again: number | null = null;

	#hastened = false;

	#settledId: string | null = null;

	#signature: string | null = null;

	#sinceFull = 0;

	#last: Found | null = null;

	constructor(book: FactsBook, events: DiscoveryEvents) {
		this.#book = book;
		this.#events = events;
	}

	start(): void {
		this.#wait(CHECK_FIRST);
	}

	stop(): void {
		this.#stopped = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
	}

	/** Checks at once, and reads all. */
	hasten(): void {
		this.#signature = null;
		this.#within(0);
	}

	/** Checks soon: something is wanted that the next look may tell. */
	soon(): void {
		if (this.#hastened) return;
		this.#hastened = true;
		this.#within(CHECK_FIRST);
	}

	#within(ms: number): void {
		if (this.#checking) this.#again = Math.min(ms, this.#again ?? ms);
		else this.#wait(ms);
	}

	#wait(ms: number): void {
		if (this.#stopped) return;
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#check(), ms);
		this.#timer.unref();
	}

	async #check(): Promise<void> {
		this.#checking = true;
		this.#hastened = false;
		let next = CHECK_EVERY;
		try {
			if (!hostDatabaseReady() || !this.#idIsSettled()) next = CHECK_FIRST;
			else if (this.#isUninstalled(Date.now())) this.#events.onUninstalled();
			else await this.#look();
		} catch {
			// n8n's database is away or half migrated: what was found before still holds.
			next = this.#last === null ? 1_000 : CHECK_EVERY;
		} finally {
			this.#checking = false;
		}
		this.#wait(this.#again ?? next);
		this.#again = null;
	}

	/** Unknown for a whole minute: during an update it is for seconds only. */
	#isUninstalled(now: number): boolean {
		if (ownNodeTypeIsKnown()) {
			this.#unknownSince = null;
			return false;
		}
		this.#unknownSince ??= now;
		return now - this.#unknownSince >= UNINSTALLED_AFTER;
	}

	/** The id is read from the database a moment after it is migrated: take what two checks agree on. */
	#idIsSettled(): boolean {
		if (process.env.MONITOR_INSTANCE_ID) return true;
		const { instanceId } = hostInstance();
		const settled = this.#settledId === instanceId;
		this.#settledId = instanceId;
		return settled;
	}

	async #look(): Promise<void> {
		const signature = await monitorsSignature();
		this.#sinceFull += 1;
		const before = this.#last;
		if (!(await this.#isUnchanged(signature))) {
			this.#last = await findMonitors();
			this.#signature = signature;
			this.#sinceFull = 0;
		}
		const found = this.#last as Found;
		// What n8n wants hidden is known before anything is recorded.
		const facts = found.sources.length === 0 ? null : await settled(this.#book.read(performance.now()));
		if (this.#stopped) return;
		if (found !== before && JSON.stringify(found) !== JSON.stringify(before)) this.#events.onFound(found);
		if (facts === null) return;
		if ('error' in facts) throw facts.error;
		this.#events.onFacts(facts.value);
	}

	async #isUnchanged(signature: string | null): Promise<boolean> {
		return (
			this.#last !== null &&
			signature !== null &&
			signature === this.#signature &&
			this.#sinceFull < FULL_EVERY &&
			(await credentialsUnchanged(this.#last.sources))
		);
	}
}

async function settled<T>(promise: Promise<T>): Promise<{ value: T } | { error: unknown }> {
	try {
		return { value: await promise };
	} catch (error) {
		return { error };
	}
}
