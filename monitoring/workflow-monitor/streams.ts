import { isLive } from '../analytics/live-status';
import type { ExecutionChange } from '../live/execution-updates';
import type { RowStream } from '../live/row-stream';
import { withAliases } from './aliases';
import { LibraryBase } from './library-base';
import { liveExecution, type MonitorLiveExecution, type MonitorLog } from './live-status-aliases';
import { liveStatusQuestion } from './live-status-questions';
import type { WorkflowMonitorOptions } from './options';
import {
	errorStreamQuestion,
	logStreamQuestion,
	workflowIdOf,
	type ErrorStreamQuery,
	type LogStreamQuery,
} from './stream-questions';
import type { MonitorErrorRow } from './triage';

export type MonitorLogStream = RowStream<MonitorLog, 'log'>;
export type MonitorErrorStream = RowStream<MonitorErrorRow, 'error'>;

/** An execution of the workflow as it stands now, and what has become of it since it was told last. */
export type MonitorWorkflowUpdate = MonitorLiveExecution & { change: ExecutionChange };

export interface WorkflowSubscription {
	/** Resolves when it has begun: what is stored from then on is told. */
	readonly ready: Promise<void>;
	unsubscribe(): Promise<void>;
}

/** What happens, as it happens. */
export class Streams extends LibraryBase {
	readonly #open = new Set<{ close(): Promise<void> }>();

	/**
	 * Log rows as they are stored, of one workflow or of all: `on('log', …)` or `for await`. Each comes exactly once,
	 * also over broken connections.
	 */
	streamLogs(workflowId?: string, query: LogStreamQuery = {}): MonitorLogStream {
		const question = logStreamQuestion(workflowId, query);
		return this.#kept((onClose) => this.open().logStream(question, withAliases, onClose));
	}

	/** Errors as they are stored, of one workflow or of all: `on('error', …)` or `for await`. See `streamLogs`. */
	streamErrors(workflowId?: string, query: ErrorStreamQuery = {}): MonitorErrorStream {
		const question = errorStreamQuestion(workflowId, query);
		return this.#kept((onClose) => this.open().errorStream(question, withAliases, onClose));
	}

	/**
	 * Calls back whenever an execution of the workflow starts, goes on to another step, waits, resumes or ends, with its
	 * live status. Changes that follow each other within a moment come as one.
	 */
	subscribeToWorkflow(
		workflowId: string,
		callback: (update: MonitorWorkflowUpdate) => void,
		{ onProblem }: { onProblem?: (error: Error) => void } = {},
	): WorkflowSubscription {
		const id = workflowIdOf(workflowId);
		const database = this.open();
		const read = async (executionId: string) => {
			const status = await database.liveStatus(liveStatusQuestion(id, executionId));
			if (!isLive(status)) return null;
			const { running: _running, waiting: _waiting, queued: _queued, ...own } = status;
			return own;
		};
		const stream = this.#kept((onClose) => database.executionStream(id, read, onClose));
		if (onProblem !== undefined) stream.on('problem', onProblem);
		stream.on('update', ({ change, status }) => callback({ change, ...liveExecution(status) }));
		return { ready: stream.ready, unsubscribe: async () => await stream.close() };
	}

	/** Closes the streams, too: they are of the database as it was. */
	override configure(options: WorkflowMonitorOptions): this {
		for (const stream of this.#open) void stream.close();
		return super.configure(options);
	}

	/** Closes the streams, writes what waits within five seconds, and gives the connections back. Used again, it opens anew. */
	override async close(): Promise<void> {
		await Promise.all([...this.#open].map(async (stream) => await stream.close()));
		await super.close();
	}

	#kept<Stream extends { close(): Promise<void> }>(make: (onClose: () => void) => Stream): Stream {
		const stream = make(() => this.#open.delete(stream));
		this.#open.add(stream);
		return stream;
	}
}
