type Listener = (...values: never[]) => void;

/** Functions by the event that they wait for. Unlike those of an EventEmitter none of them may be missing. */
export class Listeners {
	/** With each whether it is called once only. */
	readonly #byEvent = new Map<string, Map<Listener, boolean>>();

	add(event: string, listener: Listener, once: boolean): void {
		const listeners = this.#byEvent.get(event) ?? new Map<Listener, boolean>();
		listeners.set(listener, once);
		this.#byEvent.set(event, listeners);
	}

	remove(event: string, listener: Listener): void {
		this.#byEvent.get(event)?.delete(listener);
	}

	has(event: string): boolean {
		return (this.#byEvent.get(event)?.size ?? 0) > 0;
	}

	/** Calls all of them, and gives what they threw. */
	call(event: string, ...values: unknown[]): Error[] {
		const thrown: Error[] = [];
		for (const [listener, once] of [...(this.#byEvent.get(event) ?? [])]) {
			if (once) this.remove(event, listener);
			try {
				(listener as (...values: unknown[]) => void)(...values);
			} catch (error) {
				thrown.push(error instanceof Error ? error : new Error(String(error)));
			}
		}
		return thrown;
	}
}
