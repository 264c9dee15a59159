import type { Observation } from '../capture/observation';
import { RunnerTasks } from '../host/runner-tasks';
import type { RunSurroundings } from '../host/seam';
import { Meters } from '../measure/meters';

/** Adds to what is observed of executions what they use of this process. */
export class Measuring {
	readonly #meters: Meters;

	readonly #tasks = new RunnerTasks((executionId) => this.#meters.goesOutside(executionId));

	#on = false;

	/** @param failed takes errors of ours */
	constructor(failed: (error: unknown) => void) {
		this.#meters = new Meters(failed);
	}

	set(on: boolean): void {
		if (on === this.#on) return;
		this.#on = on;
		if (on) {
			this.#meters.start();
			this.#tasks.listen();
		} else {
			this.#tasks.stop();
			this.#meters.stop();
		}
	}

	/** What an execution is to run in. */
	readonly surround = (executionId: string): RunSurroundings => this.#meters.enter(executionId);

	/** Runs on n8n's own path. */
	readonly measure = (seen: Observation): void => {
		switch (seen.kind) {
			case 'node_start':
				this.#meters.nodeStarts(seen.hooks.executionId, seen.node);
				break;
			case 'node_end':
				seen.use = this.#meters.nodeEnds(seen.hooks.executionId, seen.node);
				break;
			case 'end':
				seen.reading = this.#meters.end(seen.executionId);
				break;
		}
	};
}
