import type { LogRecord, MonitorRecord } from '../model/records';

const PER_ROW = 160;
const PER_FIELD = 16;
const MAX_NODES = 2_000;
/** A log row without its texts: its fields, and what stands around it while it waits. */
const LOG_ROW = 500;
/** An execution's row has no long text: forty fields, a dozen of them names and ids. */
const EXECUTION_ROW = 1_800;

/** About how many bytes a record keeps in memory; metadata is walked, at most some thousand values of it. */
export function recordSize(record: MonitorRecord): number {
	// These two are nearly all there is; to walk them would cost more than to make them.
	if (record.table === 'workflow_executions') return EXECUTION_ROW;
	if (record.table === 'workflow_execution_logs') return logSize(record.row);
	return PER_ROW + sizeOf(record.row, { left: MAX_NODES });
}

function logSize({ message, id_key: key, node_name: node, metadata }: LogRecord): number {
	// What a row holds may be amiss, which is for Postgres to say.
	const texts = (message?.length ?? 0) + (key?.length ?? 0) + (node?.length ?? 0);
	return LOG_ROW + texts * 2 + sizeOf(metadata, { left: MAX_NODES });
}

function sizeOf(value: unknown, budget: { left: number }): number {
	budget.left -= 1;
	if (budget.left < 0) return 0;
	if (typeof value === 'string') return PER_FIELD + value.length * 2;
	if (value === null || typeof value !== 'object') return PER_FIELD;
	let size = PER_FIELD;
	for (const key in value) {
		size += key.length + sizeOf((value as Record<string, unknown>)[key], budget);
	}
	return size;
}
