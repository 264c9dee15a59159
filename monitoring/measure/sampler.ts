import type { ProcessUse } from '../model/usage';
import { LoopDelay } from './loop-delay';
import { readProcess, type Reading } from './reading';

const EVERY = 200;
/** CPU over less than this says more of the clock than of the work. */
const WINDOW = 50;

/** What adds up while executions run; each takes the difference between its start and its end. */
interface Sums {
	/** ms of CPU time, in all and for each of those that ran. */
	cpu: number;
	cpuEach: number;
	/** Bytes and executions, times ms. */
	memory: number;
	together: number;
	/** ms of delay, and looks. */
	delay: number;
	looks: number;
}

/** One execution as the sampler sees it. */
export interface Sample {
	start: Reading;
	sums: Sums;
	memoryPeak: number;
	/** The lowest readings so far, and how far later ones lay above them. Apart, since to make room for the one n8n collects the garbage of the other. */
	heapLow: number;
	externalLow: number;
	memoryGrowth: number;
	cpuPeak: number | null;
	delayPeak: number | null;
	together: number;
}

export interface SamplerOptions {
	read?: () => Reading;
	/** Takes an error of ours, which a timer would make an uncaught exception of. */
	failed?: (error: unknown) => void;
	delay?: Pick<LoopDelay, 'start' | 'stop' | 'take' | 'peak' | 'looks'>;
}

/**
 * Reads the process while executions run in it: where one starts, where one ends, and every 200 ms. CPU time between
 * two readings is divided by the number of executions that ran; memory and delay are the process' own.
 */
export class Sampler {
	readonly #read: () => Reading;

	readonly #failed: (error: unknown) => void;

	readonly #delay: NonNullable<SamplerOptions['delay']>;

	readonly #running = new Set<Sample>();

	readonly #sums: Sums = { cpu: 0, cpuEach: 0, memory: 0, together: 0, delay: 0, looks: 0 };

	#last: Reading = { at: 0, cpu: 0, cpuAt: 0, heap: 0, external: 0 };

	/** As the last tick left it. */
	#tick = { at: 0, cpuAt: 0, cpuEach: 0 };

	#timer: NodeJS.Timeout | null = null;

	constructor({ read = readProcess, delay = new LoopDelay(), failed = () => {} }: SamplerOptions = {}) {
		this.#read = read;
		this.#failed = failed;
		this.#delay = delay;
	}

	/** An execution starts. */
	join(): Sample {
		const start = this.#advance();
		const sums = { ...this.#sums };
		const sample: Sample = {
			start,
			sums,
			memoryPeak: start.heap + start.external,
			heapLow: start.heap,
			externalLow: start.external,
			memoryGrowth: 0,
			cpuPeak: null,
			delayPeak: null,
			together: this.#running.size + 1,
		};
		this.#running.add(sample);
		if (this.#timer === null) this.#wake(start);
		return sample;
	}

	/** It ends. */
	leave(sample: Sample): ProcessUse {
		const now = this.#advance();
		const ms = now.at - sample.start.at;
		this.#look(sample, now);
		this.#lookAtDelay(sample, ms, now.at);
		this.#running.delete(sample);
		const { sums } = sample;
		const cpu = this.#sums.cpu - sums.cpu;
		const cpuEach = this.#sums.cpuEach - sums.cpuEach;
		const looks = this.#sums.looks - sums.looks;
		const looked = now.cpuAt - sample.start.cpuAt;
		const average = looked > 0 ? (cpuEach / looked) * 100 : null;
		return {
			ms,
			memory_growth: sample.memoryGrowth,
			memory_peak: sample.memoryPeak,
			memory_average: ms === 0 ? now.heap + now.external : (this.#sums.memory - sums.memory) / ms,
			cpu_peak: sample.cpuPeak ?? average,
			cpu_average: average,
			cpu_share: cpu > 0 ? cpuEach / cpu : null,
			delay_peak: sample.delayPeak,
			delay_average: looks > 0 ? (this.#sums.delay - sums.delay) / looks : sample.delayPeak,
			together_peak: sample.together,
			together_average: ms === 0 ? sample.together : (this.#sums.together - sums.together) / ms,
		};
	}

	/** One of the readings in between. */
	tick(): void {
		if (this.#running.size === 0) {
			this.stop();
			return;
		}
		const now = this.#advance();
		const late = now.at - this.#tick.at - EVERY;
		const seen = this.#delay.take();
		this.#sums.delay += seen.average * seen.looks;
		this.#sums.looks += seen.looks;
		const delay = Math.max(seen.peak, late, 0);
		for (const sample of this.#running) {
			this.#look(sample, now);
			// It has waited no longer than it is there.
			sample.delayPeak = Math.max(sample.delayPeak ?? 0, Math.min(delay, now.at - sample.start.at));
		}
		this.#tick = { at: now.at, cpuAt: now.cpuAt, cpuEach: this.#sums.cpuEach };
	}

	/** Forgets who runs. */
	stop(): void {
		this.#running.clear();
		if (this.#timer === null) return;
		clearInterval(this.#timer);
		this.#timer = null;
		this.#delay.stop();
	}

	#wake(now: Reading): void {
		this.#timer = setInterval(() => {
			try {
				this.tick();
			} catch (error) {
				this.#failed(error);
			}
		}, EVERY).unref();
		this.#tick = { at: now.at, cpuAt: now.cpuAt, cpuEach: this.#sums.cpuEach };
		this.#delay.start();
	}

	/** Reads, and adds what came since the last reading. */
	#advance(): Reading {
		const now = this.#read();
		const { size } = this.#running;
		if (size > 0) {
			const { at, cpu, heap, external } = this.#last;
			const [ms, took] = [now.at - at, now.cpu - cpu];
			this.#sums.cpu += took;
			this.#sums.cpuEach += took / size;
			this.#sums.memory += ((heap + external + now.heap + now.external) / 2) * ms;
			this.#sums.together += size * ms;
		}
		this.#last = now;
		return now;
	}

	#look(sample: Sample, { cpuAt, heap, external }: Reading): void {
		sample.memoryPeak = Math.max(sample.memoryPeak, heap + external);
		sample.heapLow = Math.min(sample.heapLow, heap);
		sample.externalLow = Math.min(sample.externalLow, external);
		sample.memoryGrowth = Math.max(sample.memoryGrowth, heap - sample.heapLow + external - sample.externalLow);
		sample.together = Math.max(sample.together, this.#running.size);
		const { start, sums } = sample;
		const since = start.at > this.#tick.at ? { cpuAt: start.cpuAt, cpuEach: sums.cpuEach } : this.#tick;
		if (cpuAt - since.cpuAt < WINDOW) return;
		const cpu = ((this.#sums.cpuEach - since.cpuEach) / (cpuAt - since.cpuAt)) * 100;
		sample.cpuPeak = Math.max(sample.cpuPeak ?? 0, cpu);
	}

	/** At the end of an execution that has blocked the event loop the tick that it held up is still to come. */
	#lookAtDelay(sample: Sample, ms: number, at: number): void {
		const late = at - this.#tick.at - EVERY;
		if (late <= 0 && this.#delay.looks === 0) return;
		const delay = Math.max(this.#delay.peak, late);
		sample.delayPeak = Math.max(sample.delayPeak ?? 0, Math.min(delay, ms));
	}
}
