import type {
	AlertRecord,
	DeliveryRecord,
	ErrorRecord,
	ExecutionRecord,
	LogRecord,
	MetricRecord,
	ModelUsageRecord,
	PerformanceRecord,
	ShapeRecord,
	WorkflowRecord,
} from '../../model/records';
import type { SegmentUsage } from '../../model/usage';

/** A record whose id is settled: ready to be written. */
export type Stored<T extends { id?: string; id_key?: string }> = Omit<T, 'id' | 'id_key'> & {
	id: string;
};

/** An execution that has ended, or of which a part has: the id of its performance row, and what is known of its segments. */
export interface EndedRow {
	execution_id: string;
	id: string;
	usage: Record<string, SegmentUsage>;
	/** There is no more to know of it than that. */
	whole: boolean;
}

/** What one flush writes, by table. All rows belong to one instance. */
export interface Batch {
	workflows: WorkflowRecord[];
	executions: ExecutionRecord[];
	/** For the performance rows of the executions in this batch. */
	ended: EndedRow[];
	logs: Array<Stored<LogRecord>>;
	errors: StoredError[];
	performance: Array<Stored<PerformanceRecord>>;
	alerts: Array<Stored<AlertRecord>>;
	shapes: Array<Stored<ShapeRecord>>;
	modelUsage: Array<Stored<ModelUsageRecord>>;
	deliveries: StoredDelivery[];
	metrics: Array<Stored<MetricRecord & { label_set_id: string }>>;
}

export interface StoredError extends Omit<Stored<ErrorRecord>, 'watchers'> {
	group_id?: string | null;
	/** To be written where it makes its group, or brings it back. No column. */
	hears?: StoredDelivery[];
}

export type StoredDelivery = Omit<DeliveryRecord, 'id_key'> & { id: string; group_id: string | null };

/** A value among the rows has no JSON: it is nested too deeply, say. */
export class UnwritableRow extends Error {
	readonly code = 'unwritable';
}

/**
 * Rows as the one JSON parameter of a statement. Postgres refuses NUL and lone surrogates in text and jsonb;
 * both show in JSON as escapes, so that the costly cleaning is done only where one is there.
 *
 * @throws UnwritableRow where something in them has no JSON
 */
export function jsonRows(rows: readonly unknown[]): string {
	try {
		const text = JSON.stringify(rows);
		return /\\u(?:0000|[dD][89a-fA-F])/.test(text) ? JSON.stringify(cleanDeep(rows)) : text;
	} catch (error) {
		throw new UnwritableRow(error instanceof Error ? error.message : String(error));
	}
}

function cleanDeep(value: unknown): unknown {
	if (typeof value === 'string') return storableText(value);
	if (Array.isArray(value)) return value.map(cleanDeep);
	if (value === null || typeof value !== 'object') return value;
	// fromEntries defines own properties, so that a key called __proto__ stays a key.
	return Object.fromEntries(
		Object.entries(value).map(([key, each]) => [storableText(key), cleanDeep(each)]),
	);
}

/** NUL and halves of surrogate pairs become U+FFFD, the mark for a character that cannot be shown. */
export function storableText(text: string): string {
	return text.replaceAll('\u0000', '\uFFFD').toWellFormed();
}
