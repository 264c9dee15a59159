/** Runs its work once after the shortest of the delays asked for; does not keep the process alive. */
export class FlushTimer {
	readonly #work: () => void;

	#timer: NodeJS.Timeout | null = null;

	#due = 0;

	constructor(work: () => void) {
		this.#work = work;
	}

	/** @param delay ms */
	within(delay: number): void {
		const due = Date.now() + delay;
		if (this.#timer !== null && this.#due <= due) return;
		this.cancel();
		this.#due = due;
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
