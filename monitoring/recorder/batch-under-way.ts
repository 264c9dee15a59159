import type { Batch } from '../store/write/rows';
import type { WriteResult } from '../store/write/write-batch';
import type { Accounting } from './accounting';
import { prepareBatch } from './prepare-batch';
import type { Entry, Outcome } from './queue';

/** Where batches go. All rows of a batch belong to `instanceId`. */
export interface Writer {
	instanceId: string;
	write(batch: Batch): Promise<WriteResult>;
	/** The SQLSTATE where one row is at fault and trying again cannot help; else null. */
	refusal(error: unknown): string | null;
}

/**
 * The records that are being written. Each leaves as soon as it is known what became of it, so that the counts
 * are right at any moment; what has been given up meanwhile is counted by whoever gave it up.
 */
export class BatchUnderWay {
	readonly #accounting: Accounting;

	readonly #onRefused: (table: string, sqlState: string) => void;

	#entries = new Set<Entry>();

	constructor(accounting: Accounting, onRefused: (table: string, sqlState: string) => void) {
		this.#accounting = accounting;
		this.#onRefused = onRefused;
	}

	get size(): number {
		return this.#entries.size;
	}

	/** When the oldest of them was captured, ms since the epoch; Infinity where there is none. */
	get oldest(): number {
		let oldest = Infinity;
		for (const { since } of this.#entries) oldest = Math.min(oldest, since);
		return oldest;
	}

	begin(entries: readonly Entry[]): void {
		this.#entries = new Set(entries);
	}

	/** Lets go of all that is left. */
	giveUp(): Entry[] {
		const left = [...this.#entries];
		this.#entries = new Set();
		return left;
	}

	/**
	 * Writes what is left; where a row is refused, halves until that row is alone. What fails otherwise stays
	 * for another attempt.
	 *
	 * @param now ms since the epoch
	 * @throws what the writer throws, unless one row is at fault
	 */
	async write(writer: Writer, now: number): Promise<void> {
		await this.#write(writer, [...this.#entries], now);
	}

	async #write(writer: Writer, some: Entry[], now: number): Promise<void> {
		const entries = some.filter((entry) => this.#entries.has(entry));
		if (entries.length === 0) return;
		try {
			const { duplicate } = await writer.write(prepareBatch(entries, writer.instanceId, now));
			const left = entries.filter((entry) => this.#settle(entry, 'stored'));
			if (left.length === 0) return;
			this.#accounting.duplicate += duplicate;
			this.#accounting.stored += left.length - duplicate;
		} catch (error) {
			const refusal = writer.refusal(error);
			if (refusal === null) throw error;
			if (entries.length === 1) {
				this.#refuse(entries[0], refusal, error);
				return;
			}
			const middle = Math.ceil(entries.length / 2);
			await this.#write(writer, entries.slice(0, middle), now);
			await this.#write(writer, entries.slice(middle), now);
		}
	}

	#refuse(entry: Entry, code: string, error: unknown): void {
		if (!this.#settle(entry, 'refused', code)) return;
		const { table } = entry.record;
		this.#accounting.refuse(table, code, error);
		this.#onRefused(table, code);
	}

	/** False where it has been given up already. */
	#settle(entry: Entry, outcome: Outcome, reason?: string): boolean {
		if (!this.#entries.delete(entry)) return false;
		entry.settle?.(outcome, reason);
		return true;
	}
}
