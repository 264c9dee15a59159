import type { MonitorRecord } from '../model/records';

const PER_ROW = 160;
const PER_FIELD = 16;
const MAX_NODES = 2_000;

/** About how many bytes a record keeps in memory; metadata is walked, at most some thousand values of it. */
export function recordSize(record: MonitorRecord): number {
	const budget = { left: MAX_NODES };
	return PER_ROW + sizeOf(record.row, budget);
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
