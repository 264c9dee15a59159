/** Where each captured record went. At any moment `captured` is the sum of all the others. */
export interface Counters {
	captured: number;
	stored: number;
	/** Met itself in the table. */
	duplicate: number;
	/** Became one with another record of the same execution before it was written. */
	merged: number;
	/** Waiting to be written, the batch under way included. */
	queued: number;
	/** Waiting until it is known whether and where to write. */
	held: number;
	/** Left out because the monitor's settings say so, by reason. */
	skipped: Record<string, number>;
	/** Turned down by Postgres, by SQLSTATE. */
	refused: Record<string, number>;
	/** Lost, by reason. */
	dropped: Record<string, number>;
}

/** Adds up what happens to records. */
export class Accounting {
	captured = 0;

	stored = 0;

	duplicate = 0;

	merged = 0;

	readonly skipped = new Map<string, number>();

	readonly refused = new Map<string, number>();

	readonly dropped = new Map<string, number>();

	skip(reason: string, count = 1): void {
		add(this.skipped, reason, count);
	}

	refuse(reason: string, count = 1): void {
		add(this.refused, reason, count);
	}

	drop(reason: string, count = 1): void {
		add(this.dropped, reason, count);
	}

	get droppedInAll(): number {
		return [...this.dropped.values()].reduce((sum, count) => sum + count, 0);
	}

	/** @param waiting how many records are in the queue; `held` says that nobody writes them yet */
	snapshot(waiting: number, held: boolean): Counters {
		return {
			captured: this.captured,
			stored: this.stored,
			duplicate: this.duplicate,
			merged: this.merged,
			queued: held ? 0 : waiting,
			held: held ? waiting : 0,
			skipped: Object.fromEntries(this.skipped),
			refused: Object.fromEntries(this.refused),
			dropped: Object.fromEntries(this.dropped),
		};
	}
}

function add(counts: Map<string, number>, reason: string, count: number): void {
	if (count > 0) counts.set(reason, (counts.get(reason) ?? 0) + count);
}
