import type { Told } from '../capture/telling';
import { hostRunsTriggers } from '../host/instance';
import type { RecorderReport } from '../model/accounting';
import type { ConnectionSettings } from '../model/connection';
import type { EndReason } from '../model/enums';
import type { CapturePolicy } from '../model/monitor-settings';
import type { Recorder, Writer } from '../recorder/recorder';
import { WriteHints } from '../recorder/write-hints';
import { explainConnectionProblem } from '../store/connection-problem';
import { migrate, SchemaError, schemaState } from '../store/migrate';
import { isMissingSchema, Store } from '../store/pool';
import { ensurePartitionsAhead } from '../store/write/ensure-log-partitions';
import { deleteOldRows } from '../store/maintain/delete-old-rows';
import { databaseId } from '../store/read/database-id';
import { claimInstance } from '../store/write/claim-instance';
import type { ProcessEnd } from '../store/write/end-process';
import { removeOldMetricRecords } from '../store/write/remove-old-metric-records';
import { removeOldWrites } from '../store/write/remove-old-writes';
import type { Batch } from '../store/write/rows';
import { sendHint } from '../store/write/send-hint';
import { isRefusedRow, writeBatch, type WriteResult } from '../store/write/write-batch';
import { LostExecutions } from './lost-executions';
import { SilenceWatch } from './silence-watch';

/** What a target says of itself while it is opened and used. */
export interface TargetEvents {
	onReady(place: Place): void;
	/** The database cannot be reached or used now; it is tried again. */
	onProblem(reason: string, nextStep: string): void;
	/** The schema is not for this package; it is looked at again in a minute. */
	onUnusable(reason: string): void;
}

/** Where an open target writes to. */
export interface Place {
	/** The same for one schema, whatever its server is called. */
	id: string;
	/** The id that this n8n records under there; see `claimInstance`. */
	instanceId: string;
}

export interface TargetInstance {
	instanceId: string;
	processType: string;
	n8nVersion: string | null;
	packageVersion: string;
	name: string;
	/** Of n8n's own database; null takes the id as it is. */
	fingerprint: string | null;
}

/** What a target knows of its process beside the recorder, and whom it tells what it finds out itself. */
export interface TargetHost {
	processId: string;
	/** The state of recording, for the row of the process. */
	state(): { state: string; reason: string | null };
	/** What became of all that was captured for this target. */
	report(): RecorderReport;
	cancelReason(executionId: string): EndReason | null;
	policy(workflowId: string): CapturePolicy;
	/** An execution whose end, or whose existence, no process has told. */
	tell(told: Told): void;
	/** Deliveries of events were written. */
	heard(): void;
}

const RETRY_FIRST = 500;
const RETRY_MOST = 15_000;
const UNUSABLE_AGAIN = 60_000;
const UPKEEP_EVERY = 3_600_000;
const MIGRATION_AT_MOST = 900_000;
/** What has become of events is known so long, in ms. */
const DELIVERIES_KEPT = 30 * 86_400_000;

/**
 * The database that a recorder writes to: opens it, makes the schema, keeps partitions ahead, and gives the
 * recorder its writer once all that is done. Tries for ever, ever more slowly.
 */
export class Target {
	readonly store: Store;

	readonly settings: ConnectionSettings;

	readonly #instance: TargetInstance;

	readonly #recorder: Recorder;

	readonly #events: TargetEvents;

	readonly #host: TargetHost;

	#lost: LostExecutions | null = null;

	#silence: SilenceWatch | null = null;

	/** As it was claimed in this database. */
	#instanceId: string;

	#timer: NodeJS.Timeout | null = null;

	#attempts = 0;

	#stopped = false;

	constructor(
		settings: ConnectionSettings,
		instance: TargetInstance,
		recorder: Recorder,
		events: TargetEvents,
		host: TargetHost,
	) {
		this.settings = settings;
		this.#instance = instance;
		this.#recorder = recorder;
		this.#events = events;
		this.store = new Store(settings);
		this.#host = host;
		this.#instanceId = instance.instanceId;
	}

	open(): void {
		void this.#open();
	}

	/** The sentence for an error of this database. */
	explain(error: unknown): { reason: string; nextStep: string } {
		return explainConnectionProblem(error, this.settings);
	}

	/**
	 * Stops trying and gives its connections back.
	 *
	 * @param reason why this process records here no more; null where a newer copy of the package goes on
	 */
	async stop(reason: ProcessEnd | null): Promise<void> {
		this.#stopped = true;
		this.#silence?.stop();
		if (this.#timer !== null) clearTimeout(this.#timer);
		await this.#lost?.stop(reason);
		await this.store.end().catch(() => {});
	}

	async #open(): Promise<void> {
		try {
			await this.#prepare();
			if (this.#stopped) return;
			this.#attempts = 0;
			this.#recorder.setWriter(this.#writer());
			this.#events.onReady({
				id: `${await databaseId(this.store)} ${this.store.schemaName}`,
				instanceId: this.#instanceId,
			});
			if (this.#stopped) return;
			this.#watchOver();
			this.#later(UPKEEP_EVERY, () => void this.#upkeep());
		} catch (error) {
			if (this.#stopped) return;
			if (error instanceof SchemaError) {
				this.#events.onUnusable(error.message);
				this.#later(UNUSABLE_AGAIN, () => void this.#open());
				return;
			}
			const { reason, nextStep } = this.explain(error);
			this.#events.onProblem(reason, nextStep);
			this.#attempts += 1;
			this.#later(Math.min(RETRY_MOST, RETRY_FIRST * 2 ** (this.#attempts - 1)), () => void this.#open());
		}
	}

	async #prepare(): Promise<void> {
		await this.#migrate();
		await ensurePartitionsAhead(this.store, Date.now());
		this.#instanceId = await claimInstance(this.store, this.#instance);
	}

	/** Begins what looks after the record as a whole. */
	#watchOver(): void {
		const [instanceId, host, recorder] = [this.#instanceId, this.#host, this.#recorder];
		this.#lost ??= new LostExecutions({
			store: this.store,
			instanceId,
			process: { ...this.#instance, id: host.processId, type: this.#instance.processType },
			report: () => {
				const { state, reason } = host.state();
				return { state, stateReason: reason, counters: host.report() };
			},
			lag: () => recorder.report.lag ?? 0,
			cancelReason: (id) => host.cancelReason(id),
			policy: (id) => host.policy(id),
			tell: (told) => host.tell(told),
		});
		this.#silence ??= new SilenceWatch(this.store, instanceId, hostRunsTriggers);
		this.#lost.start();
		this.#silence.start();
	}

	/** Where there is something to do a statement may take long; else the usual time is enough to see it. */
	async #migrate(): Promise<void> {
		const state = await schemaState(this.store);
		if (state !== 'missing' && state !== 'older') {
			await migrate(this.store);
			return;
		}
		const patient = new Store(this.settings, { queryTimeout: MIGRATION_AT_MOST });
		try {
			await migrate(patient);
		} finally {
			await patient.end();
		}
	}

	/** What wants doing now and then. A newer package may have taken the schema further than we may write. */
	async #upkeep(): Promise<void> {
		try {
			await this.#prepare();
			await removeOldWrites(this.store, this.#instanceId);
			await removeOldMetricRecords(this.store, this.#instanceId);
			const before = new Date(Date.now() - DELIVERIES_KEPT).toISOString();
			await deleteOldRows(this.store, this.#instanceId, 'event_deliveries', before);
		} catch (error) {
			if (error instanceof SchemaError) {
				this.#recorder.setWriter(null);
				void this.#lost?.stop(null);
				this.#events.onUnusable(error.message);
				this.#later(UNUSABLE_AGAIN, () => void this.#open());
				return;
			}
			// The writer makes a missing day itself; this only spares it the wait.
		}
		this.#later(UPKEEP_EVERY, () => void this.#upkeep());
	}

	#writer(): Writer {
		const instanceId = this.#instanceId;
		const hints = new WriteHints(async (hint) => await sendHint(this.store, hint));
		return {
			instanceId,
			write: async (batch) => {
				const result = await this.#write(instanceId, batch);
				hints.wrote(instanceId, batch);
				if (batch.deliveries.length > 0 || batch.errors.some(({ hears }) => hears !== undefined)) this.#host.heard();
				return result;
			},
			refusal: (error) => (isRefusedRow(error) ? (error as { code: string }).code : null),
		};
	}

	async #write(instanceId: string, batch: Batch): Promise<WriteResult> {
		try {
			return await writeBatch(this.store, instanceId, batch);
		} catch (error) {
			if (!isMissingSchema(error)) throw error;
			await this.#prepare();
			return await writeBatch(this.store, instanceId, batch);
		}
	}

	#later(ms: number, work: () => void): void {
		if (this.#stopped) return;
		this.#timer = setTimeout(work, ms);
		this.#timer.unref();
	}
}
