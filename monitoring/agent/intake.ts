import { observe, observeTry, type HooksOfExecution, type Observation } from '../capture/observation';
import type { TryOutcome } from '../host/seam';
import { Ring } from '../recorder/ring';

const RING_SIZE = 2_000;
const SLICE_MS = 6;

/** What is done with observations once n8n's own path is left. */
export interface IntakeSink {
	/** Adds what was measured, on n8n's own path. */
	measure(seen: Observation): void;
	tell(seen: Observation): void;
	/** A slice has been told. */
	told(): void;
	/** So many events found the ring full. */
	lost(count: number): void;
	failed(error: unknown): void;
}

/**
 * Between the seam and the storyteller: on n8n's path an observation goes into a ring and that is all; the
 * ring is emptied right after, in slices that leave the event loop room. A long loop of quick nodes never lets
 * the event loop turn, so that nothing else runs in between: then a slice is emptied on the spot when the ring
 * is full, since the end of that very execution would be lost else.
 */
export class Intake {
	readonly #sink: IntakeSink;

	readonly #ring = new Ring<Observation>(RING_SIZE);

	#planned = false;

	#turnedAway = 0;

	constructor(sink: IntakeSink) {
		this.#sink = sink;
	}

	/** The seam's observer. */
	readonly observe = (hook: string, hooks: unknown, parameters: readonly unknown[]): void => {
		const seen = observe(hook, hooks as HooksOfExecution, parameters, Date.now());
		if (seen === null) return;
		this.#sink.measure(seen);
		this.#push(seen);
	};

	/** The observer of tries. */
	readonly observeTry = (outcome: TryOutcome): void => this.#push(observeTry(outcome, Date.now()));

	#push(seen: Observation): void {
		if (this.#ring.size === RING_SIZE) this.#drainSlice();
		if (!this.#ring.push(seen) || this.#planned) return;
		this.#planned = true;
		setImmediate(this.#slice);
	}

	/** Empties the ring now, however long it takes. */
	drain(): void {
		this.#drainWhile(() => true);
	}

	readonly #slice = (): void => {
		this.#planned = false;
		this.#drainSlice();
		if (this.#ring.size === 0) return;
		this.#planned = true;
		setImmediate(this.#slice);
	};

	#drainSlice(): void {
		const until = performance.now() + SLICE_MS;
		this.#drainWhile(() => performance.now() < until);
	}

	#drainWhile(goOn: () => boolean): void {
		const lost = this.#ring.turnedAway - this.#turnedAway;
		this.#turnedAway = this.#ring.turnedAway;
		if (lost > 0) this.#sink.lost(lost);
		do {
			const seen = this.#ring.shift();
			if (seen === undefined) break;
			try {
				this.#sink.tell(seen);
			} catch (error) {
				this.#sink.failed(error);
			}
		} while (goOn());
		try {
			this.#sink.told();
		} catch (error) {
			this.#sink.failed(error);
		}
	}
}
