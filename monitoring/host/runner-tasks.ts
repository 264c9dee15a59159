import { hostService } from './host-modules';

interface Heard {
	executionId?: string;
}

interface EventService {
	on(event: string, listener: (payload: Heard) => void): void;
	off(event: string, listener: (payload: Heard) => void): void;
}

const REQUESTED = 'runner-task-requested';

/** Hears where a node hands its work to a task runner: a process of its own, into which nobody sees from here. */
export class RunnerTasks {
	readonly #heard: (payload: Heard) => void;

	#service: EventService | null = null;

	/** @param requested must not throw: it runs on n8n's own path */
	constructor(requested: (executionId: string) => void) {
		this.#heard = ({ executionId }) => {
			if (executionId !== undefined) requested(executionId);
		};
	}

	/** Listens to n8n's events; a version that does not have them runs such nodes in its own process. */
	listen(): void {
		try {
			this.#service = hostService<EventService>('n8n/dist/events/event.service', 'EventService');
			this.#service.on(REQUESTED, this.#heard);
		} catch {
			this.#service = null;
		}
	}

	stop(): void {
		this.#service?.off(REQUESTED, this.#heard);
		this.#service = null;
	}
}
