/** A socket that says how much went over it. Not every kind of socket does. */
export interface CountedSocket {
	readonly bytesRead?: number;
	readonly bytesWritten?: number;
}

/** Takes in what went over a socket since the last time. */
export type CountBytes = (sent: number, received: number) => void;

/** One request under way. HTTP/1.1 gives it its socket for itself, so what goes over that meanwhile is the request's. */
export class Flow {
	readonly #count: CountBytes;

	#socket: CountedSocket | null = null;

	#read = 0;

	#written = 0;

	constructor(
		/** The node that made it; null where none ran. */
		readonly node: string | null,
		count: CountBytes,
	) {
		this.#count = count;
	}

	/**
	 * The request has got a socket, perhaps another one than before.
	 *
	 * @param ahead bytes of the request that have been written to it already
	 */
	on(socket: CountedSocket, ahead = 0): void {
		this.count();
		this.#socket = socket;
		this.#read = socket.bytesRead ?? 0;
		this.#written = (socket.bytesWritten ?? 0) - ahead;
	}

	/** Counts what went over the socket so far. */
	count(): void {
		if (this.#socket === null) return;
		const { bytesRead = this.#read, bytesWritten = this.#written } = this.#socket;
		const [sent, received] = [bytesWritten - this.#written, bytesRead - this.#read];
		this.#read = bytesRead;
		this.#written = bytesWritten;
		if (sent > 0 || received > 0) this.#count(sent, received);
	}

	/** Counts the rest and lets the socket go: another request may have it next. */
	end(): void {
		this.count();
		this.#socket = null;
	}
}
