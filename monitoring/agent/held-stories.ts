import type { Told } from '../capture/telling';
import { recordSize } from '../recorder/record-size';

const RECORDS_MOST = 20_000;
const BYTES_MOST = 32 * 1024 * 1024;

interface Held {
	told: Told;
	bytes: number;
}

/** What waits until it is known who watches it; bounded, the oldest goes first. */
export class HeldStories {
	#held: Held[] = [];

	#records = 0;

	#bytes = 0;

	get records(): number {
		return this.#records;
	}

	/** @returns how many records had to go */
	add(told: Told): number {
		const bytes = told.records.reduce((sum, record) => sum + recordSize(record), 0);
		this.#held.push({ told, bytes });
		this.#count(1, { told, bytes });
		let lost = 0;
		while (this.#records > RECORDS_MOST || this.#bytes > BYTES_MOST) {
			const oldest = this.#held.shift() as Held;
			this.#count(-1, oldest);
			lost += oldest.told.records.length;
		}
		return lost;
	}

	/** Takes out what need not wait any more, in the order in which it came. */
	takeOut(isReady: (told: Told) => boolean): Told[] {
		const ready = this.#held.filter(({ told }) => isReady(told));
		if (ready.length === 0) return [];
		const out = new Set(ready);
		this.#held = this.#held.filter((each) => !out.has(each));
		for (const each of ready) this.#count(-1, each);
		return ready.map(({ told }) => told);
	}

	#count(sign: 1 | -1, { told, bytes }: Held): void {
		this.#records += sign * told.records.length;
		this.#bytes += sign * bytes;
	}
}
