import { CredentialError, credentialVersion, readCredential } from '../host/credential';
import { hostDatabaseReady } from '../host/database';
import { hostInstance, type HostInstance } from '../host/instance';
import { ownNodeTypeIsKnown } from '../host/own-node-type';
import {
	monitorsSignature,
	publishedMonitors,
	type PublishedMonitor,
} from '../host/published-monitors';
import { connectionFromFields, DEFAULT_SCHEMA, type ConnectionSettings } from '../model/connection';
import { addedMasks, type AddedMasks } from '../model/mask-rules';

/** What this process has found out about what to record and where. */
export interface Found {
	instance: HostInstance;
	/** The published monitors, the oldest first. */
	monitors: PublishedMonitor[];
	connection: ConnectionSettings | null;
	/** The name of the credential that the connection comes from; null where it is the environment's. */
	credentialName: string | null;
	/** What the credentials of all monitors mask beside the defaults. */
	masks: AddedMasks;
	/** Why there is no connection although there is a monitor; a sentence. */
	problem: string | null;
}

const CHECK_EVERY = 10_000;
const UNINSTALLED_AFTER = 60_000;
const CHECK_FIRST = 250;
/** Even where the cheap check sees no change, all is read anew this often. */
const FULL_EVERY = 6;

/**
 * Every process of n8n learns by itself what to record: from the published monitors and their credential, or
 * from the environment. A cheap check every ten seconds, a full read on change.
 */
export class Discovery {
	readonly #onFound: (found: Found) => void;

	readonly #onUninstalled: () => void;

	/** Since when n8n does not know our node type, ms since the epoch. */
	#unknownSince: number | null = null;

	#timer: NodeJS.Timeout | null = null;

	#stopped = false;

	#checking = false;

	#again = false;

	#settledId: string | null = null;

	#signature: string | null = null;

	#credential: string | null = null;

	#sinceFull = 0;

	#last: Found | null = null;

	constructor(onFound: (found: Found) => void, onUninstalled: () => void) {
		this.#onFound = onFound;
		this.#onUninstalled = onUninstalled;
	}

	start(): void {
		this.#wait(CHECK_FIRST);
	}

	stop(): void {
		this.#stopped = true;
		if (this.#timer !== null) clearTimeout(this.#timer);
	}

	/** Checks at once, and reads all. */
	hasten(): void {
		this.#signature = null;
		if (this.#checking) this.#again = true;
		else this.#wait(0);
	}

	#wait(ms: number): void {
		if (this.#stopped) return;
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#check(), ms);
		this.#timer.unref();
	}

	async #check(): Promise<void> {
		this.#checking = true;
		let next = CHECK_EVERY;
		try {
			if (!hostDatabaseReady() || !this.#idIsSettled()) next = CHECK_FIRST;
			else if (this.#isUninstalled(Date.now())) this.#onUninstalled();
			else await this.#look();
		} catch {
			// n8n's database is away or half migrated: what was found before still holds.
			next = this.#last === null ? 1_000 : CHECK_EVERY;
		} finally {
			this.#checking = false;
		}
		if (this.#again) next = 0;
		this.#again = false;
		this.#wait(next);
	}

	/** Unknown for a whole minute: during an update it is for seconds only. */
	#isUninstalled(now: number): boolean {
		if (ownNodeTypeIsKnown()) {
			this.#unknownSince = null;
			return false;
		}
		this.#unknownSince ??= now;
		return now - this.#unknownSince >= UNINSTALLED_AFTER;
	}

	/** The id is read from the database a moment after it is migrated: take what two checks agree on. */
	#idIsSettled(): boolean {
		if (process.env.MONITOR_INSTANCE_ID) return true;
		const { instanceId } = hostInstance();
		const settled = this.#settledId === instanceId;
		this.#settledId = instanceId;
		return settled;
	}

	async #look(): Promise<void> {
		const signature = await monitorsSignature();
		this.#sinceFull += 1;
		const unchanged =
			signature !== null &&
			signature === this.#signature &&
			this.#sinceFull < FULL_EVERY &&
			(await this.#credentialUnchanged());
		if (unchanged) return;
		const found = await this.#read();
		this.#signature = signature;
		this.#sinceFull = 0;
		const text = JSON.stringify([found.monitors, found.connection, found.masks, found.problem, found.instance]);
		const before = this.#last && JSON.stringify([
			this.#last.monitors,
			this.#last.connection,
			this.#last.masks,
			this.#last.problem,
			this.#last.instance,
		]);
		this.#last = found;
		if (text !== before && !this.#stopped) this.#onFound(found);
	}

	async #credentialUnchanged(): Promise<boolean> {
		const reference = this.#last?.monitors[0]?.credential;
		if (!reference || process.env.MONITOR_DATABASE_URL) return true;
		try {
			return (await credentialVersion(reference)) === this.#credential;
		} catch (error) {
			if (error instanceof CredentialError) return false;
			throw error;
		}
	}

	async #read(): Promise<Found> {
		const instance = hostInstance();
		const monitors = await publishedMonitors();
		const masks = await masksOf(monitors);
		const fromEnvironment = connectionFromEnvironment();
		if (fromEnvironment !== null) {
			return { instance, monitors, connection: fromEnvironment, credentialName: null, masks, problem: null };
		}
		const none = { instance, monitors, connection: null, credentialName: null, masks };
		if (monitors.length === 0) return { ...none, problem: null };
		const [{ credential }] = monitors;
		if (credential === null) {
			const problem = `The Monitor Trigger in "${monitors[0].workflowName}" has no credential: choose one and publish again`;
			return { ...none, problem };
		}
		try {
			this.#credential = await credentialVersion(credential);
			const connection = connectionFromFields(await readCredential(credential));
			return { instance, monitors, connection, credentialName: credential.name, masks, problem: null };
		} catch (error) {
			this.#credential = null;
			const problem = error instanceof Error ? error.message : String(error);
			return { ...none, problem };
		}
	}
}

/** What all credentials add; one that cannot be read adds nothing, and where it is the first one the problem says so. */
async function masksOf(monitors: readonly PublishedMonitor[]): Promise<AddedMasks> {
	const references = new Map(monitors.flatMap(({ credential }) => (credential ? [[credential.id, credential]] : [])));
	const all = await Promise.all(
		[...references.values()].map(async (reference) => {
			try {
				return addedMasks(await readCredential(reference));
			} catch {
				return { keys: [], patterns: [] };
			}
		}),
	);
	return { keys: all.flatMap(({ keys }) => keys), patterns: all.flatMap(({ patterns }) => patterns) };
}

/** `MONITOR_DATABASE_URL` and `MONITOR_DATABASE_SCHEMA`, for hosts where the credential cannot be reached. */
export function connectionFromEnvironment(
	environment: NodeJS.ProcessEnv = process.env,
): ConnectionSettings | null {
	const connectionString = environment.MONITOR_DATABASE_URL;
	if (!connectionString) return null;
	return { connectionString, schema: environment.MONITOR_DATABASE_SCHEMA || DEFAULT_SCHEMA };
}
