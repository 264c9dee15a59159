import { LEVELS } from '../capture/log-row';
import type { CapturePolicy, Detail } from '../model/monitor-settings';
import type { LogRecord, MonitorRecord } from '../model/records';

const EXECUTIONS_KEPT = 5_000;

/**
 * What one database wants of records that were captured for the most detailed of several. It changes none of
 * them: others get the same.
 */
export class DetailFilter {
	/** Rows of node runs that were let through, and those left out here, by execution. */
	readonly #counts = new Map<string, { rows: number; leftOut: number }>();

	readonly #skip: (reason: string, count: number) => void;

	constructor(skip: (reason: string, count: number) => void) {
		this.#skip = skip;
	}

	/** @param captured what the records were made by */
	apply(records: readonly MonitorRecord[], detail: Detail, captured: CapturePolicy): readonly MonitorRecord[] {
		if (isAsDetailed(detail, captured)) return records;
		return records.flatMap((record): MonitorRecord[] => {
			if (record.table === 'workflow_execution_logs') return this.#passes(record.row, detail) ? [record] : [];
			if (record.table !== 'workflow_executions' || record.row.rows_left_out === null) return [record];
			const { row } = record;
			const leftOut = this.#counts.get(row.execution_id)?.leftOut ?? 0;
			if (row.finished_at !== null) this.#counts.delete(row.execution_id);
			return [{ ...record, row: { ...row, rows_left_out: (row.rows_left_out ?? 0) + leftOut } }];
		});
	}

	#passes(row: LogRecord, detail: Detail): boolean {
		if (LEVELS[row.log_level] < LEVELS[detail.level]) {
			this.#skip('level', 1);
			return false;
		}
		if (row.node_name === null || row.execution_id === null || LEVELS[row.log_level] >= LEVELS.error) return true;
		const counts = this.#countsOf(row.execution_id);
		if (detail.nodeRows && counts.rows < detail.nodeRowsAtMost) {
			counts.rows += 1;
			return true;
		}
		counts.leftOut += 1;
		this.#skip('node_rows', 1);
		return false;
	}

	#countsOf(executionId: string): { rows: number; leftOut: number } {
		const known = this.#counts.get(executionId);
		if (known !== undefined) return known;
		if (this.#counts.size >= EXECUTIONS_KEPT) {
			const [oldest] = this.#counts.keys();
			this.#counts.delete(oldest);
		}
		const counts = { rows: 0, leftOut: 0 };
		this.#counts.set(executionId, counts);
		return counts;
	}
}

function isAsDetailed(detail: Detail, captured: CapturePolicy): boolean {
	return (
		detail.level === captured.level &&
		detail.nodeRows === captured.nodeRows &&
		detail.nodeRowsAtMost === captured.nodeRowsAtMost
	);
}
