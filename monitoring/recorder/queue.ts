import { mergeExecutions } from '../capture/merge-executions';
import type { ExecutionRecord, MonitorRecord } from '../model/records';
import { recordSize } from './record-size';

/** What became of a record that somebody waits for. */
export type Outcome = 'stored' | 'refused' | 'dropped';

export interface Entry {
	record: MonitorRecord;
	bytes: number;
	/** When it was captured, ms since the epoch. */
	since: number;
	/** Called once, where somebody waits. */
	settle?: (outcome: Outcome, reason?: string) => void;
}

export interface QueueLimits {
	rows: number;
	bytes: number;
}

export type PushResult = 'queued' | 'merged' | 'dropped';

/**
 * Bounded by rows and by bytes. Logs have a room of their own: however many there are, executions, errors and
 * alerts find place, and a log that does not fit pushes out the oldest logs. Records of one execution that
 * nobody has written yet become one.
 */
export class RecordQueue {
	readonly #limits: QueueLimits;

	readonly #onDrop: (entry: Entry, reason: string) => void;

	readonly #executions = new Map<string, Entry>();

	readonly #vital = new Fifo();

	readonly #logs = new Fifo();

	#bytes = 0;

	#count = 0;

	constructor(limits: QueueLimits, onDrop: (entry: Entry, reason: string) => void) {
		this.#limits = limits;
		this.#onDrop = onDrop;
	}

	/** Captured records that wait here (those merged into another count no more). */
	get count(): number {
		return this.#count;
	}

	get bytes(): number {
		return this.#bytes;
	}

	/** When the oldest of them was captured, ms since the epoch; Infinity where there is none. */
	get oldest(): number {
		const [execution] = this.#executions.values();
		return Math.min(...[execution, this.#vital.first, this.#logs.first].map((entry) => entry?.since ?? Infinity));
	}

	/** @param since when it was captured, ms since the epoch */
	push(record: MonitorRecord, since: number, settle?: Entry['settle']): PushResult {
		if (record.table === 'workflow_executions') {
			const before = this.#executions.get(record.row.execution_id);
			if (before !== undefined) {
				this.#merge(before, record.row);
				return 'merged';
			}
		}
		const entry: Entry = { record, bytes: recordSize(record), since, settle };
		if (!this.#makeRoom(entry)) {
			this.#onDrop(entry, 'queue_full');
			return 'dropped';
		}
		this.#bytes += entry.bytes;
		this.#count += 1;
		if (record.table === 'workflow_executions') this.#executions.set(record.row.execution_id, entry);
		else if (record.table === 'workflow_execution_logs') this.#logs.push(entry);
		else this.#vital.push(entry);
		return 'queued';
	}

	/** Takes out at most so many rows and bytes: executions first, then errors and alerts, then logs. */
	take(rows: number, bytes: number): Entry[] {
		const taken: Entry[] = [];
		let size = 0;
		const more = () => taken.length < rows && (size < bytes || taken.length === 0);
		const keep = (entry: Entry) => {
			taken.push(entry);
			size += entry.bytes;
			this.#bytes -= entry.bytes;
			this.#count -= 1;
		};
		for (const [id, entry] of this.#executions) {
			if (!more()) return taken;
			this.#executions.delete(id);
			keep(entry);
		}
		for (const fifo of [this.#vital, this.#logs]) {
			while (fifo.size > 0 && more()) keep(fifo.shift());
		}
		return taken;
	}

	#merge(entry: Entry, row: ExecutionRecord): void {
		const merged = mergeExecutions(entry.record.row as ExecutionRecord, row);
		this.#bytes -= entry.bytes;
		entry.record = { table: 'workflow_executions', row: merged };
		entry.bytes = recordSize(entry.record);
		this.#bytes += entry.bytes;
	}

	/** A log may take three quarters of the room; what is vital may push out logs. */
	#makeRoom(entry: Entry): boolean {
		const isLog = entry.record.table === 'workflow_execution_logs';
		const share = isLog ? 0.75 : 1;
		const fits = () =>
			this.#count + 1 <= this.#limits.rows * share &&
			this.#bytes + entry.bytes <= this.#limits.bytes * share;
		while (!fits() && this.#logs.size > 0) {
			const oldest = this.#logs.shift();
			this.#bytes -= oldest.bytes;
			this.#count -= 1;
			this.#onDrop(oldest, 'queue_full');
		}
		return fits();
	}
}

/** First in, first out, without moving the rest at each shift. */
class Fifo {
	#entries: Entry[] = [];

	#head = 0;

	get size(): number {
		return this.#entries.length - this.#head;
	}

	get first(): Entry | undefined {
		return this.#entries[this.#head];
	}

	push(entry: Entry): void {
		this.#entries.push(entry);
	}

	shift(): Entry {
		const entry = this.#entries[this.#head];
		this.#head += 1;
		if (this.#head > 1_024 && this.#head * 2 > this.#entries.length) {
			this.#entries = this.#entries.slice(this.#head);
			this.#head = 0;
		}
		return entry;
	}
}
