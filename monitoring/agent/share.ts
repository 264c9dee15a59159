import { createHash } from 'node:crypto';
import { RecentSet } from '../capture/recent-set';
import type { Told } from '../capture/telling';
import type { MonitorRecord } from '../model/records';

const HELD_FOR = 5_000;
const ROWS_AT_MOST = 500;
const ROWS_IN_ALL = 20_000;
const LOOK_EVERY = 500;
const WHOLE_KEPT = 10_000;

/** Where records go that are kept, and those that are not. */
export interface ShareOutlets {
	keep(records: readonly MonitorRecord[], urgent: boolean): void;
	skip(count: number): void;
}

interface Held {
	rows: MonitorRecord[];
	/** By the process' own clock, ms. */
	since: number;
}

/**
 * Keeps the log rows of a share of the successful executions. The rows of an execution that is none of them are
 * held while it is short: failures, slow ones, those with handled errors and those that have waited are kept
 * whole. All rows but those of the log pass at once.
 */
export class Share {
	readonly #outlets: ShareOutlets;

	readonly #held = new Map<string, Held>();

	/** Executions that turned out to be kept. */
	readonly #whole = new RecentSet(WHOLE_KEPT);

	#rows = 0;

	#timer: NodeJS.Timeout | null = null;

	constructor(outlets: ShareOutlets) {
		this.#outlets = outlets;
	}

	/** Log rows that wait for their execution's end. */
	get rows(): number {
		return this.#rows;
	}

	/** @param share in percent */
	take(told: Told, records: readonly MonitorRecord[], share: number, urgent: boolean): void {
		const id = executionOf(records);
		if (share >= 100 || id === null || isChosen(id, share)) {
			this.#outlets.keep(records, urgent);
			return;
		}
		const logs = records.filter(({ table }) => table === 'workflow_execution_logs');
		this.#outlets.keep(records.filter(({ table }) => table !== 'workflow_execution_logs'), urgent);
		if (isTelling(told)) this.#keepWhole(id);
		if (this.#whole.has(id)) this.#outlets.keep(logs, urgent);
		else if (told.ended === null) this.#hold(id, logs);
		else this.#drop(id, logs.length);
		if (told.ended !== null) this.#whole.delete(id);
	}

	/** Writes all that is held: who goes on does not know what is yet to come. */
	release(): void {
		for (const id of [...this.#held.keys()]) this.#keepWhole(id);
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
	}

	#hold(id: string, logs: readonly MonitorRecord[]): void {
		const held = this.#held.get(id) ?? { rows: [], since: performance.now() };
		this.#held.set(id, held);
		held.rows.push(...logs);
		this.#rows += logs.length;
		if (held.rows.length > ROWS_AT_MOST) this.#keepWhole(id);
		while (this.#rows > ROWS_IN_ALL) {
			const [oldest] = this.#held.keys();
			this.#keepWhole(oldest);
		}
		this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY).unref();
	}

	#drop(id: string, more: number): void {
		this.#outlets.skip(this.#takeOut(id).length + more);
	}

	#keepWhole(id: string): void {
		this.#whole.add(id);
		this.#outlets.keep(this.#takeOut(id), false);
	}

	#takeOut(id: string): MonitorRecord[] {
		const rows = this.#held.get(id)?.rows ?? [];
		this.#held.delete(id);
		this.#rows -= rows.length;
		return rows;
	}

	#look(): void {
		const now = performance.now();
		for (const [id, { since }] of this.#held) {
			if (now - since >= HELD_FOR) this.#keepWhole(id);
		}
		if (this.#held.size > 0 || this.#timer === null) return;
		clearInterval(this.#timer);
		this.#timer = null;
	}
}

/** Whether an execution is in the share: the same in every process that knows of it. */
export function isChosen(executionId: string, share: number): boolean {
	if (share <= 0) return false;
	const number = createHash('sha1').update(executionId).digest().readUInt32BE();
	return number < (share / 100) * 2 ** 32;
}

/** What is told makes the execution one that is kept whole. */
function isTelling({ records, ended }: Told): boolean {
	if (ended !== null && ended.end.status !== 'success') return true;
	return records.some((record) => {
		if (record.table === 'workflow_errors') return true;
		if (record.table !== 'workflow_executions') return false;
		return record.row.segment > 0 || record.row.status === 'waiting' || (record.row.handled_errors ?? 0) > 0;
	});
}

function executionOf(records: readonly MonitorRecord[]): string | null {
	for (const { row } of records) {
		if ('execution_id' in row && row.execution_id !== null) return row.execution_id;
	}
	return null;
}
