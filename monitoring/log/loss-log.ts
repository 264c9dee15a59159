import type { StateLog } from './state-log';

/** So long nothing more must be lost until we say that it is over, in ms. */
const QUIET = 10_000;

/** Says once that something begins to be lost, and once, with the count, that it is over. */
export class LossLog {
	readonly #log: StateLog;

	readonly #lost = new Map<string, { count: number; timer: NodeJS.Timeout }>();

	constructor(log: StateLog) {
		this.#log = log;
	}

	/**
	 * @param what a name for the loss, such as `queue_full`
	 * @param why a sentence: what is lost, and what can be done
	 */
	add(what: string, why: string, count: number): void {
		const before = this.#lost.get(what);
		if (before === undefined) this.#log.enter(`lost ${what}`, why);
		else clearTimeout(before.timer);
		const sum = (before?.count ?? 0) + count;
		const timer = setTimeout(() => {
			this.#lost.delete(what);
			this.#log.leave(`lost ${what}`, `nothing is lost any more; ${sum} records were (${what})`);
		}, QUIET);
		timer.unref();
		this.#lost.set(what, { count: sum, timer });
	}
}
