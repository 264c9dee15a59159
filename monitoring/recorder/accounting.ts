import { maskText } from '../masking/mask-secrets';
import type { Counters, RefusedRow } from '../model/accounting';

const REFUSED_ROWS_KEPT = 20;
const MESSAGE_MOST = 200;

/** Adds up what happens to records. */
export class Accounting {
	captured = 0;

	stored = 0;

	duplicate = 0;

	merged = 0;

	readonly skipped = new Map<string, number>();

	readonly refused = new Map<string, number>();

	readonly dropped = new Map<string, number>();

	/** The rows that were refused last, the newest first. */
	refusedRows: RefusedRow[] = [];

	/** When a record was refused or dropped last, ms since the epoch. */
	lastLossAt: number | null = null;

	readonly #now: () => number;

	constructor(now: () => number) {
		this.#now = now;
	}

	skip(reason: string, count = 1): void {
		add(this.skipped, reason, count);
	}

	refuse(table: string, code: string, error: unknown): void {
		add(this.refused, code, 1);
		this.lastLossAt = this.#now();
		const at = new Date(this.lastLossAt).toISOString();
		const row = { table, code, message: messageWithoutValue(error), at };
		this.refusedRows = [row, ...this.refusedRows].slice(0, REFUSED_ROWS_KEPT);
	}

	drop(reason: string, count = 1): void {
		if (count <= 0) return;
		add(this.dropped, reason, count);
		this.lastLossAt = this.#now();
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

/** What an error says, masked and short: Postgres puts the value that it minds behind a colon, in quotes. */
export function messageWithoutValue(error: unknown): string {
	const text = error instanceof Error ? error.message : String(error);
	return maskText(text.slice(0, 1_000).replace(/: "[^]*$/, '')).slice(0, MESSAGE_MOST);
}

function add(counts: Map<string, number>, reason: string, count: number): void {
	if (count > 0) counts.set(reason, (counts.get(reason) ?? 0) + count);
}
