import type { ExecutionStatus } from '../model/enums';

/** What has become of an execution since it was told last; `started` also where it was not told before. */
export type ExecutionChange = 'queued' | 'started' | 'step' | 'waiting' | 'resumed' | 'ended';

interface Told {
	updated: string;
	state: ExecutionStatus;
}

/** Of so many executions it is remembered what was told last. */
const REMEMBERED = 1_000;

/** What was told of executions, so that nothing is told twice and a change has a name. */
export class ExecutionUpdates {
	readonly #told = new Map<string, Told>();

	/** @param updated when the row was last written */
	isNew(executionId: string, updated: string): boolean {
		return this.#told.get(executionId)?.updated !== updated;
	}

	change(executionId: string, state: ExecutionStatus): ExecutionChange {
		if (state === 'queued' || state === 'waiting') return state;
		if (state !== 'running') return 'ended';
		const before = this.#told.get(executionId)?.state;
		if (before === 'waiting') return 'resumed';
		return before === 'running' ? 'step' : 'started';
	}

	tell(executionId: string, told: Told): void {
		this.#told.delete(executionId);
		this.#told.set(executionId, told);
		if (this.#told.size > REMEMBERED) this.#told.delete(this.#told.keys().next().value!);
	}
}
