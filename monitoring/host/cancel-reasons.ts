import { hostService } from './host-modules';

interface EventService {
	on(event: string, listener: (payload: { executionId?: string; reason?: string }) => void): void;
	off(event: string, listener: (payload: { executionId?: string; reason?: string }) => void): void;
}

const KEPT = 1_000;

/** Why executions were canceled, as n8n says it just before it reports their end. */
export class CancelReasons {
	readonly #reasons = new Map<string, string>();

	#service: EventService | null = null;

	/** Listens to n8n's events; where this version does not have them, reasons stay unknown. */
	listen(): void {
		try {
			this.#service = hostService<EventService>('n8n/dist/events/event.service', 'EventService');
			this.#service.on('execution-cancelled', this.#heard);
		} catch {
			this.#service = null;
		}
	}

	stop(): void {
		this.#service?.off('execution-cancelled', this.#heard);
		this.#service = null;
	}

	/** n8n's word (`manual`, `timeout`, `shutdown`), or null where none was heard. */
	of(executionId: string): string | null {
		return this.#reasons.get(executionId) ?? null;
	}

	#heard = ({ executionId, reason }: { executionId?: string; reason?: string }) => {
		if (executionId === undefined || reason === undefined) return;
		this.#reasons.set(executionId, reason);
		if (this.#reasons.size <= KEPT) return;
		const [oldest] = this.#reasons.keys();
		this.#reasons.delete(oldest);
	};
}
