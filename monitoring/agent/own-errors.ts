const AT_MOST = 10;
const WITHIN_MS = 60_000;

/** Counts errors of our own code; when they pile up, whoever asked is told once. */
export class OwnErrors {
	readonly #onTooMany: () => void;

	#times: number[] = [];

	#told = false;

	constructor(onTooMany: () => void) {
		this.#onTooMany = onTooMany;
	}

	/** @param now ms since the epoch */
	add(now: number): void {
		this.#times = [...this.#times.filter((time) => now - time < WITHIN_MS), now];
		if (this.#times.length < AT_MOST || this.#told) return;
		this.#told = true;
		this.#onTooMany();
	}
}
