import type { LogLevel } from '../model/enums';
import type { LogRecord, Metadata } from '../model/records';
import type { ReportedEnd } from './end-of-execution';
import type { NodeFacts } from './node-facts';
import type { Story } from './story';

/** The order of levels; a monitor records those from its own level on. */
export const LEVELS: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3, fatal: 4 };

/** What an automatic log row says. Only the end row of a node run has node, step and duration all set. */
export interface LogWords {
	level: LogLevel;
	/** ms since the epoch */
	at: number;
	/** Tells the row from the other rows of its execution; the same at every repetition. */
	key: string;
	message: string;
	node?: NodeFacts;
	step?: number;
	duration?: number;
	itemsIn?: number | null;
	itemsOut?: number | null;
	metadata?: Metadata;
}

export function logRow(story: Story, words: LogWords): LogRecord {
	return {
		id_key: `log\0${story.executionId}\0${words.key}\0${story.segment}`,
		workflow_id: story.workflowId,
		execution_id: story.executionId,
		log_level: words.level,
		message: words.message,
		timestamp: words.at,
		node_id: words.node?.id ?? null,
		node_name: words.node?.name ?? null,
		step_number: words.step ?? null,
		duration: words.duration ?? null,
		items_in: words.itemsIn ?? null,
		items_out: words.itemsOut ?? null,
		metadata: words.metadata ?? {},
	};
}

/** The last row of an execution. */
export function endWords(end: ReportedEnd, at: number, startedAt: number): LogWords {
	return {
		level: levelOf(end),
		at,
		key: 'end',
		message: messageOf(end, Math.max(0, Math.round(at - startedAt))),
		metadata: { status: end.status, end_reason: end.reason },
	};
}

function levelOf({ status, reason }: ReportedEnd): LogLevel {
	if (status === 'success') return 'info';
	if (status === 'canceled') return reason === 'stopped' ? 'warn' : 'error';
	return status === 'crashed' ? 'fatal' : 'error';
}

function messageOf({ status, reason }: ReportedEnd, duration: number): string {
	if (status === 'success') return `Execution finished after ${duration} ms`;
	if (status === 'crashed') return 'Execution crashed';
	if (status !== 'canceled') return `Execution failed after ${duration} ms`;
	return reason === 'timeout'
		? `Execution timed out after ${duration} ms`
		: `Execution canceled after ${duration} ms`;
}
