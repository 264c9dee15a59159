import type { Hint } from '../store/hints';
import type { Batch } from '../store/write/rows';

const ASK_EVERY = 1_000;

/**
 * Tells those who listen after each flush that something was written: one hint at a time, what is written meanwhile
 * goes with the next one. While nobody listens it asks once a second whether anybody does. A hint that fails is
 * forgotten: whoever listens looks by himself now and then.
 */
export class WriteHints {
	readonly #send: (hint: Hint) => Promise<boolean>;

	readonly #now: () => number;

	#heard = false;

	#askedAt = -Infinity;

	#sending = false;

	#waiting: Hint | null = null;

	/** @param send says whether anybody listens */
	constructor(send: (hint: Hint) => Promise<boolean>, now: () => number = () => performance.now()) {
		this.#send = send;
		this.#now = now;
	}

	/** A batch has been committed; does not wait. */
	wrote(instanceId: string, { logs, errors, executions }: Batch): void {
		if (!this.#heard && this.#now() - this.#askedAt < ASK_EVERY) return;
		const parts = Object.entries({ logs, errors, executions });
		const wrote = parts.filter(([, rows]) => rows.length > 0).map(([name]) => name);
		if (wrote.length === 0) return;
		this.#waiting = { instanceId, wrote: [...new Set([...(this.#waiting?.wrote ?? []), ...wrote])] };
		if (!this.#sending) void this.#sendAll();
	}

	async #sendAll(): Promise<void> {
		this.#sending = true;
		while (this.#waiting !== null) {
			const hint = this.#waiting;
			this.#waiting = null;
			this.#askedAt = this.#now();
			this.#heard = await this.#send(hint).catch(() => false);
		}
		this.#sending = false;
	}
}
