import { randomUUID } from 'node:crypto';
import type { ConnectionSettings } from '../model/connection';
import type { Hint } from './hints';
import { ListenConnection } from './listen-connection';
import type { Store } from './pool';
import { dropListener } from './write/drop-listener';
import { keepListener } from './write/keep-listener';

/** `hint` is null where nothing was heard: a look is due in any case. */
export type Wake = (hint: Hint | null) => void;

const LEASE = 30_000;
const RENEW_EVERY = 10_000;
const LOOK_DEAF = 200;
const LOOK_LISTENING = 2_000;
const RETRY_FIRST = 100;
const RETRY_MOST = 15_000;

interface Subscriber {
	instanceId: string;
	wake: Wake;
}

/**
 * Wakes whoever waits for something in the database: at once where a writer's hint is heard, every 200 ms while it
 * cannot listen (behind a connection pooler without an address of its own to listen at, or while the connection is
 * gone), and every two seconds in any case, since a hint may be lost. After a connection it wakes all of them, for
 * what they have missed. It connects with the first subscriber and leaves with the last one.
 */
export class Listener {
	readonly #store: Store;

	readonly #settings: ConnectionSettings;

	readonly #random: () => number;

	readonly #id = randomUUID();

	readonly #subscribers = new Set<Subscriber>();

	#connection: ListenConnection | null = null;

	#failures = 0;

	/** Counts what was begun, so that what comes of an older beginning is known as such. */
	#run = 0;

	#look: NodeJS.Timeout | null = null;

	#renewal: NodeJS.Timeout | null = null;

	#retry: NodeJS.Timeout | null = null;

	/** @param random from 0 to 1; spreads the attempts of many processes */
	constructor(store: Store, settings: ConnectionSettings, random: () => number = Math.random) {
		this.#store = store;
		this.#settings = settings;
		this.#random = random;
	}

	/** True while hints are heard. */
	get listening(): boolean {
		return this.#connection !== null;
	}

	/**
	 * @param instanceId whose rows are waited for, `*` for those of all
	 * @returns its end
	 */
	subscribe(instanceId: string, wake: Wake): () => void {
		const subscriber = { instanceId, wake };
		this.#subscribers.add(subscriber);
		if (this.#subscribers.size === 1) this.#start();
		else void this.#renew();
		return () => {
			if (this.#subscribers.delete(subscriber) && this.#subscribers.size === 0) void this.#stop();
		};
	}

	async close(): Promise<void> {
		this.#subscribers.clear();
		await this.#stop();
	}

	#start(): void {
		this.#run += 1;
		this.#failures = 0;
		this.#lookLater();
		this.#renewal = setInterval(() => void this.#keepUp(), RENEW_EVERY);
		void this.#connect(this.#run);
	}

	async #stop(): Promise<void> {
		this.#run += 1;
		for (const timer of [this.#look, this.#renewal, this.#retry]) if (timer !== null) clearTimeout(timer);
		const connection = this.#connection;
		this.#connection = null;
		if (connection === null) return;
		await connection.end();
		await dropListener(this.#store, this.#id).catch(() => {});
	}

	async #connect(run: number): Promise<void> {
		try {
			const connection = await ListenConnection.open(this.#settings, this.#store.schemaName, {
				hint: (hint) => this.#wake(hint),
				lost: () => this.#lost(run),
			});
			if (run !== this.#run) {
				await connection?.end();
				return;
			}
			this.#connection = connection;
			this.#failures = 0;
			await this.#renew();
			this.#wake(null);
		} catch {
			this.#lost(run);
		}
	}

	#lost(run: number): void {
		if (run !== this.#run) return;
		this.#connection = null;
		this.#lookLater();
		const delay = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** this.#failures) * (0.5 + this.#random());
		this.#failures += 1;
		if (this.#retry !== null) clearTimeout(this.#retry);
		this.#retry = setTimeout(() => void this.#connect(run), delay);
	}

	async #keepUp(): Promise<void> {
		const run = this.#run;
		const connection = this.#connection;
		if (connection === null) return;
		try {
			await connection.check();
			await this.#renew();
		} catch {
			if (connection !== this.#connection) return;
			await connection.end();
			this.#lost(run);
		}
	}

	/** A lease that could not be renewed is renewed at the next turn: until then only looks find what is new. */
	async #renew(): Promise<void> {
		if (this.#connection === null) return;
		const instances = [...new Set([...this.#subscribers].map(({ instanceId }) => instanceId))];
		await keepListener(this.#store, this.#id, instances.sort(), LEASE).catch(() => {});
	}

	#wake(hint: Hint | null): void {
		if (hint === null) this.#lookLater();
		for (const { instanceId, wake } of [...this.#subscribers]) {
			if (hint === null || instanceId === '*' || instanceId === hint.instanceId) wake(hint);
		}
	}

	#lookLater(): void {
		if (this.#look !== null) clearTimeout(this.#look);
		const delay = this.listening ? LOOK_LISTENING : LOOK_DEAF;
		this.#look = setTimeout(() => this.#wake(null), delay);
	}
}
