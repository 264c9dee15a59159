import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import type { CountedSocket, Flow } from './flow';
import type { NetworkMeter } from './network-meter';

interface Message {
	request: object;
	socket?: CountedSocket;
}

/** Node before 22.12 has no channel for requests that are made, only for those that are written. */
const [MAJOR, MINOR] = process.versions.node.split('.').map(Number);
const TELLS_LATE = MAJOR < 22 || (MAJOR === 22 && MINOR < 12);

interface Counted {
	flow: Flow;
	meter: NetworkMeter;
}

/**
 * Hears of each request of node:http, node:https and fetch (undici, the process' own and any other copy) through
 * Node's diagnostics channels, and has its bytes counted by the meter of the execution that makes it.
 */
export class NetworkWatch {
	readonly #meter: () => NetworkMeter | null;

	readonly #failed: (error: unknown) => void;

	/** Bytes that had been written to a socket when its latest answer began. */
	readonly #written = new WeakMap<object, number>();

	readonly #counted = new WeakMap<object, Counted>();

	/**
	 * @param meter that of the execution within which this is called; null where there is none
	 * @param failed takes an error of ours: a channel would make an uncaught exception of it
	 */
	constructor(meter: () => NetworkMeter | null, failed: (error: unknown) => void) {
		this.#meter = meter;
		this.#failed = failed;
	}

	start(): void {
		this.stop();
		for (const [name, hear] of this.#channels) subscribe(name, hear);
	}

	stop(): void {
		for (const [name, hear] of this.#channels) unsubscribe(name, hear);
	}

	readonly #begins = ({ request }: Message): void => {
		const meter = this.#meter();
		if (meter !== null && !meter.closed) this.#counted.set(request, { flow: meter.request(), meter });
	};

	readonly #httpBegins = (message: Message): void => {
		this.#begins(message);
		const flow = this.#counted.get(message.request)?.flow;
		if (flow === undefined) return;
		const request = message.request as ClientRequest;
		request.once('socket', this.#guarded((socket: Socket) => this.#getsSocket(flow, socket, 0)));
		request.once('close', this.#guarded(() => this.#ends(message)));
	};

	/** What is written while it connects counts only once it has: a socket tells of it as written at once. */
	#getsSocket(flow: Flow, socket: Socket, ahead: number): void {
		if (!socket.connecting) flow.on(socket, ahead);
		else socket.once('connect', this.#guarded(() => flow.on(socket, socket.bytesWritten)));
	}

	readonly #httpStarts = (message: Message): void => {
		this.#httpBegins(message);
		const flow = this.#counted.get(message.request)?.flow;
		const { socket } = message.request as ClientRequest;
		if (flow === undefined || socket === null) return;
		this.#getsSocket(flow, socket, socket.bytesWritten - (this.#written.get(socket) ?? 0));
	};

	/** An answer begins, so that its request is written. */
	readonly #httpAnswers = ({ request }: Message): void => {
		const { socket } = request as ClientRequest;
		if (socket !== null) this.#written.set(socket, socket.bytesWritten);
	};

	readonly #sendsHead = ({ request, socket }: Message): void => {
		if (socket !== undefined) this.#counted.get(request)?.flow.on(socket);
	};

	readonly #ends = ({ request }: Message): void => {
		const counted = this.#counted.get(request);
		counted?.meter.ends(counted.flow);
	};

	#guarded<T>(hear: (message: T) => void): (message: T) => void {
		return (message) => {
			try {
				hear(message);
			} catch (error) {
				this.#failed(error);
			}
		};
	}

	readonly #channels = (
		[
			...(TELLS_LATE
				? [['http.client.request.start', this.#httpStarts] as const, ['http.client.response.finish', this.#httpAnswers] as const]
				: [['http.client.request.created', this.#httpBegins] as const]),
			['undici:request:create', this.#begins],
			['undici:client:sendHeaders', this.#sendsHead],
			['undici:request:trailers', this.#ends],
			['undici:request:error', this.#ends],
		] as const
	).map(([name, hear]) => [name, this.#guarded(hear) as (message: unknown) => void] as const);
}
