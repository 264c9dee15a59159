import { Input } from './input';
import { MonitorInputError } from './monitor-error';
import {
	newAlert,
	newError,
	newLog,
	newPerformance,
	type AlertInput,
	type ErrorInput,
	type LogInput,
	type PerformanceInput,
} from './new-records';
import type { NewRecord } from './save-record';

interface OfExecution {
	workflowId: string;
	executionId: string;
}

export type LogEntry = LogInput & OfExecution;

/** Rows of several tables at once. */
export interface BatchInput {
	logs?: LogEntry[];
	errors?: Array<ErrorInput & OfExecution>;
	performance?: Array<PerformanceInput & OfExecution>;
	alerts?: Array<AlertInput & { workflowId: string }>;
}

export type BatchPart = keyof BatchInput;

const BATCH_MAX = 10_000;

/** How one entry of each part becomes a record. */
const PARTS: Record<BatchPart, (entry: Input, given: object, now: number) => NewRecord> = {
	logs: (entry, given, now) => ({
		table: 'workflow_execution_logs',
		row: newLog(entry.anything('workflowId'), entry.anything('executionId'), given, now),
	}),
	errors: (entry, given, now) => ({
		table: 'workflow_errors',
		row: newError(entry.anything('workflowId'), entry.anything('executionId'), given, now),
	}),
	performance: (entry, given, now) => ({
		table: 'workflow_performance_metrics',
		row: newPerformance(entry.anything('workflowId'), entry.anything('executionId'), given, now),
	}),
	alerts: (entry, given, now) => ({
		table: 'monitoring_alerts',
		row: newAlert(entry.anything('workflowId'), given, now),
	}),
};

export const BATCH_PARTS = Object.keys(PARTS) as BatchPart[];

/**
 * Checks all entries before any is stored.
 *
 * @throws MonitorInputError that names the entry, such as logs[3].message
 */
export function newBatch(given: unknown, now: number): Record<BatchPart, NewRecord[]> {
	const input = new Input(given);
	const batch: Record<BatchPart, NewRecord[]> = { logs: [], errors: [], performance: [], alerts: [] };
	let left = BATCH_MAX;
	for (const part of BATCH_PARTS) {
		const entries = input.list(part, left);
		left -= entries.length;
		batch[part] = entries.map((entry, index) => {
			try {
				return PARTS[part](new Input(entry), Object(entry) as object, now);
			} catch (error) {
				throw error instanceof MonitorInputError ? error.within(`${part}[${index}]`) : error;
			}
		});
	}
	if (left === BATCH_MAX) {
		throw new MonitorInputError('batch', undefined, `at least one entry in ${BATCH_PARTS.join(', ')}`);
	}
	return batch;
}
