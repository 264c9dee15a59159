import { beforeHostEnds } from '../agent';
import type { RecorderReport } from '../model/accounting';
import { connectionKey, type ConnectionSettings } from '../model/connection';
import { setAddedMasks } from '../masking/added-masks';
import { Recorder, type Writer } from '../recorder/recorder';
import { WriteHints } from '../recorder/write-hints';
import { Listener } from '../store/listener';
import { isMissingSchema, isSqlError, Store } from '../store/pool';
import { sendHint } from '../store/write/send-hint';
import { isRefusedRow, writeBatch } from '../store/write/write-batch';
import { onlyInstance } from './instance';
import { MonitorConfigurationError, MonitorSchemaError } from './monitor-error';
import { schemaMissing } from './database-failure';

const CONNECTIONS = 3;
const IDLE = 60_000;
const CLOSE_WITHIN = 5_000;

/** Why a row was turned down although nothing is wrong with it. */
export const NO_SCHEMA = 'no_schema';
export const NO_INSTANCE = 'no_instance';

/** All connections of this process by their settings: who uses the same database shares its pool and queues. */
const connections = new Map<string, SharedConnection>();

/** One function, so that however often it is registered it runs once. */
const closeAll = async () => await closeConnections(CLOSE_WITHIN);

/** The connection for these settings; each call wants one `release`. */
export function openConnection(settings: ConnectionSettings): SharedConnection {
	const key = connectionKey(settings);
	const connection = connections.get(key) ?? new SharedConnection(settings, key);
	connections.set(key, connection);
	connection.use();
	// Inside n8n rows may still wait when its process ends.
	beforeHostEnds(closeAll);
	return connection;
}

/** Last flush of all of them within so many ms, and closes them; for the end of the process. */
export async function closeConnections(deadline: number): Promise<void> {
	await Promise.all([...connections.values()].map(async (each) => await each.close(deadline)));
}

/**
 * A pool for reads and writes, and one queue an instance. It is closed a minute after its last user has gone,
 * but not while rows wait for the database.
 */
export class SharedConnection {
	readonly settings: ConnectionSettings;

	readonly store: Store;

	/** For streams; it connects when the first one begins. */
	readonly listener: Listener;

	readonly #key: string;

	readonly #recorders = new Map<string | null, Recorder>();

	#users = 0;

	#idle: NodeJS.Timeout | null = null;

	constructor(settings: ConnectionSettings, key: string) {
		this.settings = settings;
		this.#key = key;
		this.store = new Store(settings, { max: CONNECTIONS });
		this.listener = new Listener(this.store, settings);
		setAddedMasks(key, { keys: settings.maskKeys ?? [], patterns: settings.maskPatterns ?? [] });
	}

	use(): void {
		this.#users += 1;
		if (this.#idle !== null) clearTimeout(this.#idle);
		this.#idle = null;
	}

	/** One user less; with `now` the last one closes it at once, after a last flush. */
	async release(now = false): Promise<void> {
		this.#users -= 1;
		if (this.#users > 0) {
			if (now) await this.flush();
			return;
		}
		if (now) await this.close(CLOSE_WITHIN);
		else this.#closeLater();
	}

	/** The queue of an instance; of `null` where only the database can say which one is meant. */
	recorder(instanceId: string | null): Recorder {
		const known = this.#recorders.get(instanceId);
		if (known !== undefined) return known;
		const recorder = new Recorder();
		recorder.setWriter(writerTo(this.store, instanceId));
		this.#recorders.set(instanceId, recorder);
		return recorder;
	}

	/** What its queue of an instance says of itself; null where nothing has been written for it. */
	report(instanceId: string): RecorderReport | null {
		return this.#recorders.get(instanceId)?.report ?? null;
	}

	/** Writes what waits; resolves when it is stored or one attempt has failed. */
	async flush(): Promise<void> {
		await Promise.all(
			[...this.#recorders.values()].map(async (recorder) => await recorder.flush()),
		);
	}

	/** Writes what waits, for so many ms at most; what is left then is lost. */
	async close(deadline: number): Promise<void> {
		if (connections.get(this.#key) === this) {
			connections.delete(this.#key);
			setAddedMasks(this.#key, null);
		}
		if (this.#idle !== null) clearTimeout(this.#idle);
		await Promise.all(
			[...this.#recorders.values()].map(async (recorder) => await recorder.close(deadline)),
		);
		await this.listener.close();
		await this.store.end();
	}

	get #waiting(): boolean {
		return [...this.#recorders.values()].some(({ counters }) => counters.queued > 0);
	}

	#closeLater(): void {
		this.#idle = setTimeout(() => {
			if (this.#waiting) this.#closeLater();
			else void this.close(CLOSE_WITHIN);
		}, IDLE);
		this.#idle.unref();
	}
}

/** The instance has just been learnt: the recorder prepares its rows once more, now with it. */
class InstanceSettled extends Error {}

/**
 * Writes rows and makes nothing: where the schema is missing a row is turned down, since waiting for it would
 * be waiting for somebody to do something.
 */
function writerTo(store: Store, instanceId: string | null): Writer {
	let known = instanceId;
	const hints = new WriteHints(async (hint) => await sendHint(store, hint));
	return {
		get instanceId() {
			return known ?? '';
		},
		write: async (batch) => {
			try {
				if (known === null) {
					known = await onlyInstance(store);
					throw new InstanceSettled();
				}
				const result = await writeBatch(store, known, batch);
				hints.wrote(known, batch);
				return result;
			} catch (error) {
				throw isMissingSchema(error) ? schemaMissing(store.schemaName) : error;
			}
		},
		refusal: (error) => {
			if (error instanceof MonitorSchemaError) return NO_SCHEMA;
			if (error instanceof MonitorConfigurationError) return NO_INSTANCE;
			const refused = isRefusedRow(error) || (isSqlError(error) && error.code === '42501');
			return refused ? (error as { code: string }).code : null;
		},
	};
}
