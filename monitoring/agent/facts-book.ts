import { RecentSet } from '../capture/recent-set';
import { HostError } from '../host/host-modules';
import { redactionFloor, workflowFactsAfter, workflowFactsSince } from '../host/workflow-facts';
import type { WatchedWorkflow } from '../model/monitor-settings';
import {
	isRedacted,
	type RedactionFloor,
	type RedactionPolicy,
	type WorkflowFacts,
} from '../model/workflow-facts';

/** Changes that n8n does not date, such as of tags, are seen this late at most. */
const ALL_EVERY = 600_000;
/** A change may be dated before another one that we saw first, by the transaction that wrote it. */
const LATE_BY = 10_000;
const REMEMBERED = 10_000;

/** What n8n's own tables say of its workflows, as of the last look. */
export class FactsBook {
	#facts = new Map<string, WorkflowFacts>();

	/** Asked for, and not found at the last look. */
	#absent = new RecentSet(REMEMBERED);

	#wanted = new Set<string>();

	/** What executions have shown of their workflows since: nearer to the truth than our last look. */
	readonly #seen = new Map<string, RedactionPolicy>();

	#floor: RedactionFloor = 'off';

	#newest: Date | null = null;

	#allReadAt = -Infinity;

	/** This n8n has no such tables: nothing more will be known. */
	#unreadable = false;

	/** False where the next look may tell more of a workflow. */
	knows(id: string): boolean {
		return this.#unreadable || this.#facts.has(id) || this.#absent.has(id);
	}

	/** Has the next look settle whether there is such a workflow. */
	want(id: string): void {
		if (this.#wanted.size < REMEMBERED) this.#wanted.add(id);
	}

	workflow(id: string): WatchedWorkflow {
		return this.#facts.get(id) ?? { id, name: '', projectId: null, tags: [] };
	}

	version(id: string): string | null {
		return this.#facts.get(id)?.version ?? null;
	}

	/** Whether n8n hides the data of a workflow's runs in this mode; null asks for any. */
	isRedacted(id: string, mode: string | null): boolean {
		const seen = this.#seen.get(id);
		return (
			isRedacted(this.#facts.get(id)?.redaction ?? 'none', this.#floor, mode) ||
			(seen !== undefined && isRedacted(seen, this.#floor, mode))
		);
	}

	/**
	 * What an execution carries of its workflow.
	 *
	 * @returns true where that is news
	 */
	see(id: string, policy: RedactionPolicy): boolean {
		if (this.#seen.get(id) === policy || (this.#facts.get(id)?.redaction ?? 'none') === policy) return false;
		if (this.#seen.size >= REMEMBERED) this.#seen.clear();
		this.#seen.set(id, policy);
		return true;
	}

	get all(): Iterable<WorkflowFacts> {
		return this.#facts.values();
	}

	/**
	 * Looks into n8n's tables: for what has changed, now and then for all.
	 *
	 * @param now by the process' own clock, ms
	 * @returns what is new or has changed; null where all was read and anything may have
	 * @throws the database's error where n8n cannot be asked now
	 */
	async read(now: number): Promise<WorkflowFacts[] | null> {
		const wanted = this.#wanted;
		this.#wanted = new Set();
		try {
			const floor = await redactionFloor();
			const all = this.#newest === null || now - this.#allReadAt >= ALL_EVERY || floor !== this.#floor;
			this.#floor = floor;
			const changed = all ? await this.#readAll(now) : await this.#readChanges(this.#newest as Date);
			this.#unreadable = false;
			for (const id of wanted) if (!this.#facts.has(id)) this.#absent.add(id);
			return changed;
		} catch (error) {
			for (const id of wanted) this.want(id);
			if (!(error instanceof HostError)) throw error;
			this.#unreadable = true;
			return [];
		}
	}

	async #readAll(now: number): Promise<null> {
		const facts = new Map<string, WorkflowFacts>();
		let newest: Date | null = null;
		let after = '';
		for (;;) {
			const page = await workflowFactsAfter(after);
			for (const each of page.workflows) facts.set(each.id, each);
			newest = later(newest, page.newest);
			const last = page.workflows.at(-1);
			if (last === undefined) break;
			after = last.id;
		}
		this.#facts = facts;
		this.#seen.clear();
		this.#absent = new RecentSet(REMEMBERED);
		this.#newest = newest;
		this.#allReadAt = now;
		return null;
	}

	async #readChanges(since: Date): Promise<WorkflowFacts[]> {
		const page = await workflowFactsSince(new Date(since.getTime() - LATE_BY));
		const changed = page.workflows.filter(
			(each) => JSON.stringify(each) !== JSON.stringify(this.#facts.get(each.id)),
		);
		for (const each of changed) {
			this.#facts.set(each.id, each);
			this.#seen.delete(each.id);
		}
		this.#newest = later(this.#newest, page.newest);
		return changed;
	}
}

function later(a: Date | null, b: Date | null): Date | null {
	if (a === null || b === null) return a ?? b;
	return a > b ? a : b;
}
