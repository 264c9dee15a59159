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

/** A row that Postgres turned down, as far as it may be shown. */
export interface RefusedRow {
	table: string;
	/** SQLSTATE, or why it was not even tried. */
	code: string;
	/** Masked, and without the value. */
	message: string;
	/** ISO 8601, as all times here. */
	at: string;
}

/** What a recorder says of itself at one moment; the column `counters` of a process holds it. */
export interface RecorderReport extends Counters {
	queue_rows: number;
	queue_bytes: number;
	/** Age in ms of the oldest record that waits; null where none does. */
	lag: number | null;
	/** Since when writing fails; null while it works. */
	down_since: string | null;
	/** The last attempt to write that failed as a whole. */
	last_error: { code: string; message: string; at: string } | null;
	/** When a record was refused or dropped last. */
	last_loss_at: string | null;
	/** The rows that were refused last, the newest first. */
	refused_rows: RefusedRow[];
}
