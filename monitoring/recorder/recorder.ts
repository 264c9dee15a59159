import type { MonitorRecord } from '../model/records';
import type { Batch } from '../store/write/rows';
import type { WriteResult } from '../store/write/write-batch';
import { Accounting, type Counters } from './accounting';
import { prepareBatch } from './prepare-batch';
import { RecordQueue, type Entry, type Outcome, type PushResult } from './queue';

/** Where batches go. All rows of a batch belong to `instanceId`. */
export interface Writer {
	instanceId: string;
	write(batch: Batch): Promise<WriteResult>;
	/** The SQLSTATE where one row is at fault and trying again cannot help; else null. */
	refusal(error: unknown): string | null;
}

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
const RETRY_FIRST = 250;
const RETRY_MOST = 5_000;

/**
 * Takes records and writes them in batches, one at a time. While the database is away they wait in a bounded
 * queue; a row that the database turns down is set aside and holds up no other.
 */
export class Recorder {
	readonly #queue: RecordQueue;

	readonly #accounting = new Accounting();

	readonly #options: RecorderOptions;

	#writer: Writer | null = null;

	#inFlight: Entry[] = [];

	#timer: NodeJS.Timeout | null = null;

	#timerDue = 0;

	#running: Promise<void> | null = null;

	/** The last batch was full, and older records than those that come now still wait. */
	#leftBehind = false;

	#failures = 0;

	#lostBefore = 0;

	constructor(options: RecorderOptions = {}) {
		this.#options = options;
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
		return this.#failures > 0;
	}

	get counters(): Counters {
		return this.#accounting.snapshot(this.#waiting, this.#writer === null);
	}

	get #waiting(): number {
		return this.#queue.count + this.#inFlight.length;
	}

	/** Says where to write from now on; null holds what comes until it is known. */
	setWriter(writer: Writer | null): void {
		this.#writer = writer;
		this.#failures = 0;
		if (writer !== null && this.#waiting > 0) this.#schedule(0);
	}

	/**
	 * Queues a record; never throws and never waits.
	 *
	 * @param urgent written within 20 ms rather than 250
	 */
	add(record: MonitorRecord, urgent = false, settle?: Entry['settle']): PushResult {
		this.#accounting.captured += 1;
		const result = this.#queue.push(record, settle);
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

	/** Lets go of what is held and does not pass: no monitor, or settings that leave it out. */
	sift(keep: (record: MonitorRecord) => boolean, reason: string): void {
		for (const entry of this.#queue.take(Infinity, Infinity)) {
			if (keep(entry.record)) this.#queue.push(entry.record, entry.settle);
			else {
				this.#accounting.skip(reason);
				entry.settle?.('dropped', reason);
			}
		}
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
			if (this.#failures > 0) return;
		}
	}

	/** Last flush, with a deadline in ms; what is left then is counted as lost. May be called twice. */
	async close(deadline: number): Promise<void> {
		const late = new Promise<void>((resolve) => setTimeout(resolve, deadline).unref());
		await Promise.race([this.flush(), late]);
		this.#cancelTimer();
		const rest = [...this.#inFlight, ...this.#queue.take(Infinity, Infinity)];
		this.#inFlight = [];
		this.#writer = null;
		for (const entry of rest) {
			this.#accounting.drop('shutdown');
			entry.settle?.('dropped', 'shutdown');
		}
	}

	/** Gives up all that waits to another recorder, such as that of a newer copy of the package. */
	handOver(): MonitorRecord[] {
		this.#cancelTimer();
		this.#writer = null;
		// A batch under way may be written by both: rows that meet themselves are left as they are.
		const rest = [...this.#inFlight, ...this.#queue.take(Infinity, Infinity)];
		this.#inFlight = [];
		this.#accounting.captured -= rest.length;
		return rest.map(({ record }) => record);
	}

	/** While writing fails only the back-off decides when to try again. */
	#schedule(delay: number): void {
		if (this.#failures > 0) return;
		this.#startTimer(delay);
	}

	#startTimer(delay: number): void {
		const due = Date.now() + delay;
		if (this.#timer !== null) {
			if (this.#timerDue <= due) return;
			this.#cancelTimer();
		}
		this.#timerDue = due;
		this.#timer = setTimeout(() => {
			this.#timer = null;
			void this.#run();
		}, delay);
		this.#timer.unref();
	}

	#cancelTimer(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
	}

	async #run(): Promise<void> {
		this.#running ??= this.#writeNext().finally(() => {
			this.#running = null;
			if (this.#writer === null || this.#waiting === 0) return;
			if (this.#failures > 0) this.#startTimer(this.#backOff());
			else this.#schedule(this.#leftBehind ? 0 : FLUSH_EVERY);
		});
		await this.#running;
	}

	async #writeNext(): Promise<void> {
		const writer = this.#writer;
		if (writer === null) return;
		if (this.#inFlight.length === 0) this.#inFlight = this.#queue.take(BATCH_ROWS, BATCH_BYTES);
		this.#leftBehind = this.#queue.count > 0;
		if (this.#inFlight.length === 0) return;
		try {
			await this.#write(writer, this.#inFlight);
			this.#inFlight = [];
			this.#succeeded();
		} catch (error) {
			this.#inFlight = this.#inFlight.filter((entry) => !settledEntries.has(entry));
			this.#failed(error);
		}
	}

	/** Writes entries; where a row among them is refused, halves until that row is alone. */
	async #write(writer: Writer, entries: Entry[]): Promise<void> {
		const now = (this.#options.now ?? Date.now)();
		try {
			const result = await writer.write(prepareBatch(entries, writer.instanceId, now));
			this.#accounting.duplicate += result.duplicate;
			this.#accounting.stored += entries.length - result.duplicate;
			for (const entry of entries) settle(entry, 'stored');
		} catch (error) {
			const refusal = writer.refusal(error);
			if (refusal === null) throw error;
			if (entries.length === 1) {
				this.#accounting.refuse(refusal);
				settle(entries[0], 'refused', refusal);
				this.#options.onRefused?.(entries[0].record.table, refusal);
				return;
			}
			const middle = Math.ceil(entries.length / 2);
			await this.#write(writer, entries.slice(0, middle));
			await this.#write(writer, entries.slice(middle));
		}
	}

	#failed(error: unknown): void {
		this.#failures += 1;
		if (this.#failures === 1) {
			this.#lostBefore = this.#accounting.droppedInAll;
			this.#options.onDown?.(error);
		}
	}

	#succeeded(): void {
		if (this.#failures === 0) return;
		this.#failures = 0;
		this.#options.onUp?.(this.#accounting.droppedInAll - this.#lostBefore);
	}

	#backOff(): number {
		const delay = Math.min(RETRY_MOST, RETRY_FIRST * 2 ** (this.#failures - 1));
		return delay * (0.75 + 0.5 * (this.#options.random ?? Math.random)());
	}
}

/** Entries of a batch that failed half-way and need not be written again. */
const settledEntries = new WeakSet<Entry>();

function settle(entry: Entry, outcome: Outcome, reason?: string): void {
	settledEntries.add(entry);
	entry.settle?.(outcome, reason);
}
