import { ExecutionUpdates, type ExecutionChange } from '../live/execution-updates';
import { PlaceError, type RowKey } from '../live/place';
import { checkPlace, placeOfNow, readWritten, type Reading } from '../live/read-written';
import { RowStream, type RowSource } from '../live/row-stream';
import type { LiveStatus } from '../analytics/live-status';
import type { Sql, Store } from '../store/pool';
import { findChangedExecutions } from '../store/read/find-changed-executions';
import type { ErrorRow } from '../store/read/list-errors';
import type { LogRow } from '../store/read/list-logs';
import type { WrittenKind } from '../store/read/list-writes';
import { listWrittenErrors, type WrittenErrorFilter } from '../store/read/list-written-errors';
import { listWrittenLogs, type WrittenLogFilter } from '../store/read/list-written-logs';
import { DatabaseAccess } from './database-access';
import { MonitorError, MonitorInputError } from './monitor-error';
import type { StreamQuestion } from './stream-questions';

/** An execution that has changed, as it stands now. */
export interface ExecutionUpdate<Status> extends RowKey {
	change: ExecutionChange;
	status: Status;
}

/** What is written, as it is written. */
export class StreamDatabase extends DatabaseAccess {
	logStream<Row extends LogRow>(
		question: StreamQuestion<WrittenLogFilter>,
		shape: (row: LogRow) => Row,
		onClose: () => void,
	): RowStream<Row, 'log'> {
		const rows: Reading<Row>['rows'] = async (sql, notes) =>
			(await listWrittenLogs(sql, notes, question.filter)).map(shape);
		return new RowStream('log', this.#source('logs', question, rows), onClose);
	}

	errorStream<Row extends ErrorRow>(
		question: StreamQuestion<WrittenErrorFilter>,
		shape: (row: ErrorRow) => Row,
		onClose: () => void,
	): RowStream<Row, 'error'> {
		const rows: Reading<Row>['rows'] = async (sql, notes) =>
			(await listWrittenErrors(sql, notes, question.filter)).map(shape);
		return new RowStream('error', this.#source('errors', question, rows), onClose);
	}

	/** @param read the status of one execution; null where there is none any more */
	executionStream<Status extends Pick<LiveStatus, 'current_state'>>(
		workflowId: string,
		read: (executionId: string) => Promise<Status | null>,
		onClose: () => void,
	): RowStream<ExecutionUpdate<Status>, 'update'> {
		const updates = new ExecutionUpdates();
		const rows: Reading<ExecutionUpdate<Status>>['rows'] = async (sql, notes) => {
			const found: Array<ExecutionUpdate<Status> & { updated: string }> = [];
			for (const { instance_id, ids } of merged(notes)) {
				for (const each of await findChangedExecutions(sql, instance_id, workflowId, ids)) {
					const { execution_id: id, started_at: timestamp, updated } = each;
					const status = updates.isNew(id, updated) ? await read(id) : null;
					if (status === null) continue;
					found.push({ id, timestamp, updated, status, change: updates.change(id, status.current_state) });
				}
			}
			for (const { id, updated, status } of found) updates.tell(id, { updated, state: status.current_state });
			return found;
		};
		return new RowStream('update', this.#source('executions', { instances: null, since: null }, rows), onClose);
	}

	#source<Row extends RowKey>(
		kind: WrittenKind,
		question: Pick<StreamQuestion<unknown>, 'instances' | 'since'>,
		rows: Reading<Row>['rows'],
	): RowSource<Row> {
		let instanceId: string | readonly string[] | null = null;
		const run = async <T>(work: (sql: Sql, instanceId: string | readonly string[]) => Promise<T>): Promise<T> => {
			const known = (instanceId ??= await this.read(question, async (_, id) => id));
			return await this.explained(async (store: Store) => await atPlace(async () => await work(store, known)));
		};
		return {
			start: async () =>
				await run(async (sql) => (question.since === null ? await placeOfNow(sql) : await checkPlace(sql, question.since))),
			read: async (place) =>
				await run(async (sql, id) => await readWritten(sql, { kind, scope: { instanceId: id }, rows }, place)),
			subscribe: async (wake) =>
				await run(async (_, id) => this.connection.listener.subscribe(typeof id === 'string' ? id : '*', wake)),
			concerns: (wrote) => wrote.includes(kind),
			explain: (error) => ({ error: asMonitorError(error), final: error instanceof MonitorInputError }),
		};
	}
}

/** Ids of each instance once. */
function merged(notes: ReadonlyArray<{ instance_id: string; ids: string[] }>) {
	const byInstance = new Map<string, Set<string>>();
	for (const { instance_id, ids } of notes) {
		const all = byInstance.get(instance_id) ?? new Set();
		for (const id of ids) all.add(id);
		byInstance.set(instance_id, all);
	}
	return [...byInstance].map(([instance_id, ids]) => ({ instance_id, ids: [...ids] }));
}

async function atPlace<T>(work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof PlaceError)) throw error;
		const allowed = 'the cursor that a stream over this database has had within the last day';
		throw new MonitorInputError('since', error.why === 'foreign' ? 'of another database' : 'older than a day', allowed);
	}
}

function asMonitorError(error: unknown): Error {
	return error instanceof MonitorError || error instanceof Error ? error : new Error(String(error));
}
