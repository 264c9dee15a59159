import { setTimeout as wait } from 'node:timers/promises';
import type { Wake } from '../store/listener';
import { Listeners } from './listeners';
import { placeToText, type Place, type RowKey } from './place';
import { RowQueue } from './row-queue';
import type { Written } from './read-written';

/** Where a stream gets its rows from. */
export interface RowSource<Row extends RowKey> {
	/** Where it begins. */
	start(): Promise<Place>;
	read(place: Place): Promise<Written<Row>>;
	/** Has `wake` called whenever there may be something new; gives its end. */
	subscribe(wake: Wake): Promise<() => void>;
	/** Whether a hint is about these rows. */
	concerns(wrote: readonly string[]): boolean;
	/** An error for people, and whether trying again cannot help. */
	explain(error: unknown): { error: Error; final: boolean };
}

/** A listener for rows gets the cursor behind each. */
export type RowListener<Row> = (row: Row, cursor: string) => void;

const RETRY_FIRST = 100;
const RETRY_MOST = 5_000;

/**
 * New rows as they are committed, each exactly once, also over broken connections: for listeners (`on`) or for a
 * loop (`for await`). It begins with what is committed once `ready` has resolved, or behind a cursor. Rows are read
 * some at a time and only when those before have been taken, so that a slow reader costs no memory and loses nothing.
 * Without a listener for it a problem is a warning of the process and never ends it. An open stream keeps the
 * process alive.
 */
export class RowStream<Row extends RowKey, Event extends string> implements AsyncIterable<Row> {
	/** Resolves when the stream has begun, or is closed before; rejects where it never can. */
	readonly ready: Promise<void>;

	readonly #event: Event;

	readonly #source: RowSource<Row>;

	readonly #onClose: () => void;

	readonly #listeners = new Listeners();

	#queue: RowQueue<Row> | null = null;

	#cursor: string | null = null;

	#troubled = false;

	#wake: () => void = () => {};

	/** Something may be new since the last read began. */
	#news = true;

	readonly #closing = new AbortController();

	readonly #ended: Promise<void>;

	/** @param onClose called once, when it is closed */
	constructor(event: Event, source: RowSource<Row>, onClose: () => void = () => {}) {
		this.#event = event;
		this.#source = source;
		this.#onClose = onClose;
		let began: (error?: Error) => void = () => {};
		this.ready = new Promise((resolve, reject) => {
			began = (error) => (error === undefined ? resolve() : reject(error));
		});
		this.ready.catch(() => {});
		this.#ended = this.#run(began);
	}

	/** Behind the last row that was handed out; given as `since` a stream goes on from there, for a day. Null before it has begun. */
	get cursor(): string | null {
		return this.#cursor;
	}

	get closed(): boolean {
		return this.#closing.signal.aborted;
	}

	on(event: Event, listener: RowListener<Row>): this;
	/** What is amiss; the stream goes on by itself where it can, and ends where it cannot. */
	on(event: 'problem', listener: (error: Error) => void): this;
	on(event: 'end', listener: () => void): this;
	on(event: string, listener: (...values: never[]) => void): this {
		return this.#add(event, listener, false);
	}

	once(event: Event, listener: RowListener<Row>): this;
	once(event: 'problem', listener: (error: Error) => void): this;
	once(event: 'end', listener: () => void): this;
	once(event: string, listener: (...values: never[]) => void): this {
		return this.#add(event, listener, true);
	}

	off(event: Event | 'problem' | 'end', listener: (...values: never[]) => void): this {
		this.#listeners.remove(event, listener);
		return this;
	}

	/** Ends the stream, and any loop over it. May be called twice. */
	async close(): Promise<void> {
		if (!this.closed) {
			this.#closing.abort();
			this.#queue?.end();
			this.#look();
			this.#onClose();
		}
		await this.#ended;
	}

	/** Rows one by one; leaving the loop closes the stream. There may be one loop at a time. */
	[Symbol.asyncIterator](): AsyncIterableIterator<Row> {
		if (this.#queue !== null) throw new Error('There is a loop over this stream already');
		const queue = new RowQueue<Row>((place) => (this.#cursor = placeToText(place)));
		this.#queue = queue;
		if (this.closed) queue.end();
		this.#look();
		return {
			next: async () => await queue.next(),
			return: async () => {
				await this.close();
				return { done: true, value: undefined };
			},
			[Symbol.asyncIterator]() {
				return this;
			},
		};
	}

	async #run(began: (error?: Error) => void): Promise<void> {
		let unsubscribe: (() => void) | null = null;
		let place: Place | null = null;
		let failures = 0;
		while (!this.closed) {
			try {
				unsubscribe ??= await this.#source.subscribe((hint) => {
					if (hint === null || this.#source.concerns(hint.wrote)) this.#look();
				});
				if (place === null) {
					place = await this.#source.start();
					this.#cursor = placeToText(place);
					began();
				}
				await this.#wanted();
				if (this.closed) break;
				this.#news = false;
				const written: Written<Row> = await this.#source.read(place);
				failures = 0;
				this.#troubled = false;
				await this.#hand(written);
				place = written.place;
				if (!written.caughtUp) this.#news = true;
			} catch (error) {
				const explained = this.#source.explain(error);
				if (!this.#troubled) this.#problem(explained.error);
				this.#troubled = true;
				if (explained.final) {
					began(explained.error);
					this.#queue?.fail(explained.error);
					break;
				}
				failures += 1;
				const delay = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** (failures - 1)) * (0.5 + Math.random());
				await wait(delay, undefined, { signal: this.#closing.signal }).catch(() => {});
				this.#news = true;
			}
		}
		unsubscribe?.();
		began();
		this.#queue?.end();
		this.#call('end');
		if (!this.closed) {
			this.#closing.abort();
			this.#onClose();
		}
	}

	/** Waits until there may be something new and somebody takes it. */
	async #wanted(): Promise<void> {
		while (!this.closed && !(this.#news && (this.#queue !== null || this.#listeners.has(this.#event)))) {
			await new Promise<void>((resolve) => (this.#wake = resolve));
		}
	}

	async #hand({ rows, place }: Written<Row>): Promise<void> {
		for (const each of rows) {
			if (this.closed) return;
			const cursor = placeToText(each.place);
			if (this.#queue === null) this.#cursor = cursor;
			this.#call(this.#event, each.row, cursor);
		}
		if (this.#queue !== null) await this.#queue.put(rows);
		if (!this.closed) this.#cursor = placeToText(place);
	}

	#look(): void {
		this.#news = true;
		this.#wake();
	}

	#add(event: string, listener: (...values: never[]) => void, once: boolean): this {
		this.#listeners.add(event, listener, once);
		this.#look();
		return this;
	}

	/** What a listener throws is its own problem: the others and the stream go on. */
	#call(event: string, ...values: unknown[]): void {
		for (const thrown of this.#listeners.call(event, ...values)) {
			if (event === 'problem') warn(thrown);
			else this.#problem(thrown);
		}
	}

	#problem(error: Error): void {
		if (this.#listeners.has('problem')) this.#call('problem', error);
		else warn(error);
	}
}

function warn(error: Error): void {
	process.emitWarning(error.message, 'WorkflowMonitorWarning');
}
