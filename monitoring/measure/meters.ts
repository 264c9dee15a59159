import { AsyncLocalStorage } from 'node:async_hooks';
import type { NodeUse, SegmentReading } from '../model/usage';
import { NetworkMeter } from './network-meter';
import { NetworkWatch } from './network-watch';
import { Sampler, type Sample } from './sampler';

interface Meter {
	network: NetworkMeter;
	sample: Sample;
}

/** What surrounds one execution in this process. */
export interface Surroundings {
	/** Calls `go` within the execution's own asynchronous context, and returns what it returns. */
	run<T>(go: () => T): T;
	/** Nothing more comes of it. */
	leave(): void;
}

/** Measures what each execution that runs in this process uses of it. */
export class Meters {
	readonly #context = new AsyncLocalStorage<NetworkMeter>();

	readonly #meters = new Map<string, Meter>();

	readonly #sampler: Sampler;

	readonly #network: NetworkWatch;

	/** @param failed takes errors of ours that would reach the process else */
	constructor(failed: (error: unknown) => void) {
		this.#sampler = new Sampler({ failed });
		this.#network = new NetworkWatch(() => this.#context.getStore() ?? null, failed);
	}

	start(): void {
		this.#network.start();
	}

	stop(): void {
		this.#network.stop();
		this.#sampler.stop();
		this.#meters.clear();
	}

	/** An execution, or what comes of it after a wait, is about to begin here. */
	enter(executionId: string): Surroundings {
		this.end(executionId);
		const meter: Meter = { network: new NetworkMeter(), sample: this.#sampler.join() };
		this.#meters.set(executionId, meter);
		return {
			run: (go) => this.#context.run(meter.network, go),
			leave: () => {
				if (this.#meters.get(executionId) === meter) this.end(executionId);
			},
		};
	}

	nodeStarts(executionId: string, node: string): void {
		this.#meters.get(executionId)?.network.nodeStarts(node);
	}

	/** @returns what the run used; null where that was nothing, or is not known */
	nodeEnds(executionId: string, node: string): NodeUse | null {
		return this.#meters.get(executionId)?.network.nodeEnds(node) ?? null;
	}

	/** The node of the execution that runs has handed its work to a task runner. */
	goesOutside(executionId: string): void {
		this.#meters.get(executionId)?.network.goesOutside();
	}

	/** The execution ends or begins to wait. Null where it did not run here, or did so before this was there. */
	end(executionId: string): SegmentReading | null {
		const meter = this.#meters.get(executionId);
		if (meter === undefined) return null;
		this.#meters.delete(executionId);
		const { network, sample } = meter;
		network.close();
		return { process: this.#sampler.leave(sample), network: network.total, outside: network.outside };
	}
}
