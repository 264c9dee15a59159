/** Runs its work once after the shortest of the delays asked for; does not keep the process alive. */
export class FlushTimer {
	readonly #work: () => void;

	#timer: NodeJS.Timeout | null = null;

	/** What was asked for when the timer was set, ms. */
	#delay = 0;

	#due = 0;

	constructor(work: () => void) {
		this.#work = work;
	}

	/** @param delay ms */
	within(delay: number): void {
		// The usual case, without asking the clock.
		if (this.#timer !== null && this.#delay <= delay) return;
		const due = Date.now() + delay;
		if (this.#timer !== null && this.#due <= due) return;
		this.cancel();
		this.#due = due;
		this.#delay = delay;
		this.#timer = setTimeout(() => {
			this.#timer = null;
			this.#work();
		}, delay);
		this.#timer.unref();
	}

	cancel(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}
}
