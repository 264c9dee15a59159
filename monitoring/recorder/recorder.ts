import type { Counters, RecorderReport } from '../model/accounting';
import type { MonitorRecord } from '../model/records';
import { Accounting } from './accounting';
import { BatchUnderWay, type Writer } from './batch-under-way';
import { FlushTimer } from './flush-timer';
import { Outage } from './outage';
import { RecordQueue, type Entry, type Outcome, type PushResult } from './queue';

export type { Writer } from './batch-under-way';

export interface RecorderOptions {
	rows?: number;
	bytes?: number;
	now?: () => number;
	/** From 0 to 1; spreads the attempts of many processes. */
	random?: () => number;
	/** Called once when writing begins to fail. */
	onDown?: (error: unknown) => void;
	/** Called once when writing works again, with what was lost meanwhile. */
	onUp?: (lost: number) => void;
	/** Called for what finds no room in the queue, or is pushed out of it. */
	onFull?: () => void;
	/** Called for each row that Postgres turned down. */
	onRefused?: (table: string, sqlState: string) => void;
}

const FLUSH_EVERY = 250;
const FLUSH_SOON = 20;
const BATCH_ROWS = 500;
const BATCH_BYTES = 256 * 1024;

/**
 * Takes records and writes them in batches, one at a time. While the database is away they wait in a bounded
 * queue; a row that the database turns down is set aside and holds up no other.
 */
export class Recorder {
	readonly #queue: RecordQueue;

	readonly #underWay: BatchUnderWay;

	readonly #accounting: Accounting;

	readonly #timer = new FlushTimer(() => void this.#run());

	readonly #options: RecorderOptions;

	readonly #now: () => number;

	#writer: Writer | null = null;

	#running: Promise<void> | null = null;

	/** The last batch was full, and older records than those that come now still wait. */
	#leftBehind = false;

	readonly #outage = new Outage();

	#lostBefore = 0;

	constructor(options: RecorderOptions = {}) {
		this.#options = options;
		this.#now = options.now ?? Date.now;
		this.#accounting = new Accounting(this.#now);
		this.#underWay = new BatchUnderWay(this.#accounting, (table, sqlState) =>
			options.onRefused?.(table, sqlState),
		);
		this.#queue = new RecordQueue(
			{ rows: options.rows ?? 50_000, bytes: options.bytes ?? 64 * 1024 * 1024 },
			(entry, reason) => {
				this.#accounting.drop(reason);
				entry.settle?.('dropped', reason);
				options.onFull?.();
			},
		);
	}

	/** True while the last attempt to write failed. */
	get down(): boolean {
		return this.#outage.lasts;
	}

	get counters(): Counters {
		return this.#accounting.snapshot(this.#waiting, this.#writer === null);
	}

	/** The counters, and all else that health shows. */
	get report(): RecorderReport {
		const { lastLossAt, refusedRows } = this.#accounting;
		const oldest = Math.min(this.#queue.oldest, this.#underWay.oldest);
		return {
			...this.counters,
			queue_rows: this.#waiting,
			queue_bytes: this.#queue.bytes,
			lag: oldest === Infinity ? null : Math.max(0, this.#now() - oldest),
			down_since: instant(this.#outage.since),
			last_error: this.#outage.lastError,
			last_loss_at: instant(lastLossAt),
			refused_rows: refusedRows,
		};
	}

	get #waiting(): number {
		return this.#queue.count + this.#underWay.size;
	}

	/** Says where to write from now on; null holds what comes until it is known. */
	setWriter(writer: Writer | null): void {
		this.#writer = writer;
		this.#outage.forget();
		if (writer !== null && this.#waiting > 0) this.#schedule(0);
	}

	/**
	 * Queues a record; never throws and never waits.
	 *
	 * @param urgent written within 20 ms rather than 250
	 */
	add(record: MonitorRecord, urgent = false, settle?: Entry['settle']): PushResult {
		this.#accounting.captured += 1;
		const result = this.#queue.push(record, this.#now(), settle);
		if (result === 'merged') this.#accounting.merged += 1;
		const full = this.#queue.count >= BATCH_ROWS || this.#queue.bytes >= BATCH_BYTES;
		if (this.#writer !== null) this.#schedule(full ? 0 : urgent ? FLUSH_SOON : FLUSH_EVERY);
		return result;
	}

	/** Counts a record that the monitor's settings leave out. */
	skip(reason: string, count = 1): void {
		this.#accounting.captured += count;
		this.#accounting.skip(reason, count);
	}

	/** Counts events that were lost before they became records. */
	lose(reason: string, count = 1): void {
		this.#accounting.captured += count;
		this.#accounting.drop(reason, count);
	}

	/**
	 * Queues a record and waits until it is stored, at most so many ms; while the database is known to be away
	 * it does not wait at all.
	 *
	 * @returns `queued` where it is not stored yet
	 */
	async addAndWait(
		record: MonitorRecord,
		ms: number,
	): Promise<{ outcome: Outcome | 'queued'; reason?: string }> {
		return await new Promise((resolve) => {
			const timer = setTimeout(() => resolve({ outcome: 'queued' }), this.down ? 0 : ms);
			this.add(record, true, (outcome, reason) => {
				clearTimeout(timer);
				resolve({ outcome, reason });
			});
			this.#schedule(0);
		});
	}

	/** Writes all that waits now; resolves when it is stored or one attempt has failed. */
	async flush(): Promise<void> {
		await this.#running;
		while (this.#waiting > 0 && this.#writer !== null) {
			await this.#run();
			if (this.down) return;
		}
	}

	/** Last flush, with a deadline in ms; what is left then is counted as lost. May be called twice. */
	async close(deadline: number): Promise<void> {
		const late = new Promise<void>((resolve) => setTimeout(resolve, deadline).unref());
		await Promise.race([this.flush(), late]);
		for (const entry of this.#giveUp()) {
			this.#accounting.drop('shutdown');
			entry.settle?.('dropped', 'shutdown');
		}
	}

	/**
	 * Gives up all that waits to another recorder, such as that of a newer copy of the package. A batch under way
	 * may be written by both: rows that meet themselves are left as they are.
	 */
	handOver(): MonitorRecord[] {
		const rest = this.#giveUp();
		this.#accounting.captured -= rest.length;
		return rest.map(({ record }) => record);
	}

	#giveUp(): Entry[] {
		this.#timer.cancel();
		this.#writer = null;
		return [...this.#underWay.giveUp(), ...this.#queue.take(Infinity, Infinity)];
	}

	/** While writing fails only the back-off decides when to try again. */
	#schedule(delay: number): void {
		if (!this.down) this.#timer.within(delay);
	}

	async #run(): Promise<void> {
		this.#running ??= this.#writeNext().finally(() => {
			this.#running = null;
			if (this.#writer === null || this.#waiting === 0) return;
			if (this.down) {
				this.#timer.within(this.#outage.backOff((this.#options.random ?? Math.random)()));
				return;
			}
			this.#schedule(this.#leftBehind ? 0 : FLUSH_EVERY);
		});
		await this.#running;
	}

	async #writeNext(): Promise<void> {
		const writer = this.#writer;
		if (writer === null) return;
		if (this.#underWay.size === 0) this.#underWay.begin(this.#queue.take(BATCH_ROWS, BATCH_BYTES));
		this.#leftBehind = this.#queue.count > 0;
		if (this.#underWay.size === 0) return;
		try {
			await this.#underWay.write(writer, this.#now());
			this.#succeeded();
		} catch (error) {
			this.#failed(error);
		}
	}

	#failed(error: unknown): void {
		if (!this.#outage.failed(error, this.#now())) return;
		this.#lostBefore = this.#accounting.droppedInAll;
		this.#options.onDown?.(error);
	}

	#succeeded(): void {
		if (!this.#outage.succeeded()) return;
		this.#options.onUp?.(this.#accounting.droppedInAll - this.#lostBefore);
	}
}

function instant(time: number | null): string | null {
	return time === null ? null : new Date(time).toISOString();
}
