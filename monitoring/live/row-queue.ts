import type { Place } from './place';

interface Waiting<Row> {
	resolve(result: IteratorResult<Row>): void;
	reject(error: Error): void;
}

/** Between who reads rows, some at a time, and a loop that takes them one by one. */
export class RowQueue<Row> {
	readonly #onTaken: (place: Place) => void;

	#rows: Array<{ row: Row; place: Place }> = [];

	readonly #waiting: Array<Waiting<Row>> = [];

	#emptied: () => void = () => {};

	#ended = false;

	#error: Error | null = null;

	/** @param onTaken is told the place behind each row that is handed out */
	constructor(onTaken: (place: Place) => void) {
		this.#onTaken = onTaken;
	}

	/** Resolves when all of these have been handed out, or the queue has ended. */
	async put(rows: ReadonlyArray<{ row: Row; place: Place }>): Promise<void> {
		this.#rows = [...rows].reverse();
		while (this.#waiting.length > 0 && this.#rows.length > 0) this.#waiting.shift()?.resolve(this.#take());
		if (this.#rows.length > 0 && !this.#ended) await new Promise<void>((resolve) => (this.#emptied = resolve));
	}

	async next(): Promise<IteratorResult<Row>> {
		if (this.#error !== null) {
			const error = this.#error;
			this.#error = null;
			throw error;
		}
		if (this.#ended) return { done: true, value: undefined };
		if (this.#rows.length > 0) return this.#take();
		return await new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
	}

	/** Lets go of what has not been taken. */
	end(): void {
		this.#ended = true;
		this.#rows = [];
		this.#emptied();
		for (const { resolve } of this.#waiting.splice(0)) resolve({ done: true, value: undefined });
	}

	/** Whoever takes the next row is told why there is none. */
	fail(error: Error): void {
		const first = this.#waiting.shift();
		if (first === undefined) this.#error = error;
		else first.reject(error);
		this.end();
	}

	#take(): IteratorResult<Row> {
		const { row, place } = this.#rows.pop()!;
		this.#onTaken(place);
		if (this.#rows.length === 0) this.#emptied();
		return { done: false, value: row };
	}
}
