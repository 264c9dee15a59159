import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks';

const RESOLUTION = 20;

/** How late the event loop was at most and on average, in ms, and of how many looks. */
export interface Delay {
	peak: number;
	average: number;
	looks: number;
}

/** Looks every 20 ms how late the event loop is, while it is on. */
export class LoopDelay {
	#histogram: IntervalHistogram | null = null;

	start(): void {
		this.#histogram ??= monitorEventLoopDelay({ resolution: RESOLUTION });
		this.#histogram.enable();
	}

	stop(): void {
		this.#histogram?.disable();
		this.#histogram?.reset();
	}

	/** What was seen since the last time. The mean takes a tenth of a millisecond. */
	take(): Delay {
		const looks = this.looks;
		if (this.#histogram === null || looks === 0) return { peak: 0, average: 0, looks: 0 };
		const seen = { peak: this.peak, average: late(this.#histogram.mean), looks };
		this.#histogram.reset();
		return seen;
	}

	/** The longest since the last time. */
	get peak(): number {
		return this.looks === 0 ? 0 : late(this.#histogram?.max ?? 0);
	}

	get looks(): number {
		return this.#histogram?.count ?? 0;
	}
}

/** The histogram holds the times between two looks, in ns. */
function late(between: number): number {
	return Math.max(0, between / 1e6 - RESOLUTION);
}
