/**
 * A ring of fixed size between n8n's thread of work and our drain. Pushing costs a store and a comparison;
 * when it is full the newest is turned away and counted. What is taken out is not referred to any longer.
 */
export class Ring<T> {
	readonly #slots: Array<T | undefined>;

	#head = 0;

	#size = 0;

	#turnedAway = 0;

	constructor(capacity: number) {
		this.#slots = new Array<T | undefined>(capacity).fill(undefined);
	}

	get size(): number {
		return this.#size;
	}

	/** How many were turned away because the ring was full. */
	get turnedAway(): number {
		return this.#turnedAway;
	}

	push(value: T): boolean {
		if (this.#size === this.#slots.length) {
			this.#turnedAway += 1;
			return false;
		}
		this.#slots[(this.#head + this.#size) % this.#slots.length] = value;
		this.#size += 1;
		return true;
	}

	shift(): T | undefined {
		if (this.#size === 0) return undefined;
		const value = this.#slots[this.#head];
		this.#slots[this.#head] = undefined;
		this.#head = (this.#head + 1) % this.#slots.length;
		this.#size -= 1;
		return value;
	}
}
