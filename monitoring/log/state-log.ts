import { maskText } from '../masking/mask-secrets';

/** Where our lines go: n8n's own log, or nowhere. */
export interface LogSink {
	error(message: string): void;
	warn(message: string): void;
	info(message: string): void;
}

const MAX_LINE = 500;

/**
 * Our own lines in n8n's log: one on entering a state and one on leaving it, however long it lasts. Texts are
 * masked and put on one line, since names and messages in them are anybody's.
 */
export class StateLog {
	readonly #sink: LogSink;

	readonly #entered = new Map<string, string>();

	constructor(sink: LogSink) {
		this.#sink = sink;
	}

	/** Says a state's reason once, and again only when the reason has changed. */
	enter(state: string, message: string): void {
		if (this.#entered.get(state) === message) return;
		this.#entered.set(state, message);
		this.#sink.warn(line(message));
	}

	/** Says that a state is over; nothing where it was not entered. */
	leave(state: string, message: string): void {
		if (this.#entered.delete(state)) this.#sink.info(line(message));
	}

	info(message: string): void {
		this.#sink.info(line(message));
	}
}

function line(message: string): string {
	// Control characters would let a name forge lines or colour a terminal.
	const flat = maskText(message).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
	return `Monitor: ${flat.length > MAX_LINE ? `${flat.slice(0, MAX_LINE)}…` : flat}`;
}
