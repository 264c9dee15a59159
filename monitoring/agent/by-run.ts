const KEPT = 5_000;

/** Remembers answers by workflow and by whether it is run by hand, which is all that they depend on. */
export class ByRun<T> {
	#manual = new Map<string, T>();

	#other = new Map<string, T>();

	#any = new Map<string, T>();

	/** @param mode n8n's word; null asks for any */
	get(workflowId: string, mode: string | null, find: () => T): T {
		const known = mode === null ? this.#any : mode === 'manual' ? this.#manual : this.#other;
		const before = known.get(workflowId);
		if (before !== undefined) return before;
		if (known.size >= KEPT) known.clear();
		const found = find();
		known.set(workflowId, found);
		return found;
	}

	clear(): void {
		this.#manual.clear();
		this.#other.clear();
		this.#any.clear();
	}
}
