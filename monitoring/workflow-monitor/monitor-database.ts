import { currentInstanceId } from '../agent';
import type { DashboardSummary } from '../analytics/dashboard-summary';
import type { LiveStatus } from '../analytics/live-status';
import type { ConnectionSettings } from '../model/connection';
import type { Sql, Store } from '../store/pool';
import { findAlert } from '../store/read/find-alert';
import {
	findErrorGroup,
	type ErrorGroupDetails,
	type HistoryRow,
} from '../store/read/find-error-group';
import { findPerformance } from '../store/read/find-performance';
import { listAlerts, type AlertFilter, type AlertRow } from '../store/read/list-alerts';
import { listAlertHistory } from '../store/read/list-alert-history';
import {
	listErrorGroups,
	type ErrorGroupFilter,
	type ErrorGroupRow,
} from '../store/read/list-error-groups';
import { listErrors, type ErrorFilter, type ErrorRow } from '../store/read/list-errors';
import { listLogs, type LogFilter, type LogRow } from '../store/read/list-logs';
import {
	listPerformance,
	type PerformanceFilter,
	type PerformanceRow,
} from '../store/read/list-performance';
import { listRecordedWorkflows, type KnownWorkflow } from '../store/read/list-workflows';
import { listInstances } from '../store/read/list-instances';
import { withTimeLimit } from '../store/read/with-time-limit';
import { changeAlert } from '../store/write/change-alert';
import { changeErrorGroup } from '../store/write/change-error-group';
import { reopenError } from '../store/write/reopen-error';
import { resolveError } from '../store/write/resolve-error';
import type { AlertChange, ErrorGroupChange, ErrorReopening, ErrorResolution } from './changes';
import { explainFailure } from './database-failure';
import { givenInstance, onlyInstance } from './instance';
import {
	MonitorConfigurationError,
	MonitorNotFoundError,
	MonitorSchemaError,
	NothingRecordedError,
} from './monitor-error';
import { blindness, missingSchemaNote, monitoringNote, type MonitoringNote } from './monitoring-note';
import { readDashboard } from './read-dashboard';
import { readLiveStatus } from './read-live-status';
import type { DashboardQuestion, LiveStatusQuestion, Question } from './read-questions';
import { saveRecord, type NewRecord, type Saved } from './save-record';
import { openConnection, type SharedConnection } from './shared-connection';

const SEARCH_WITHIN = 5_000;

/**
 * The monitor's database as one instance sees it: rows by the spec's snake_case names. What fails throws a
 * MonitorError whose message says why and what to do.
 */
export class MonitorDatabase {
	readonly #connection: SharedConnection;

	readonly #instanceId: string | null;

	/** @param instanceId whose rows are meant; null leaves it to the environment, this n8n or the database */
	constructor(settings: ConnectionSettings, instanceId: string | null = null) {
		this.#connection = openConnection(settings);
		this.#instanceId = instanceId;
	}

	/** Gives the connection back; `now` closes it after a last flush where nobody else uses it. */
	async release(now = false): Promise<void> {
		await this.#connection.release(now);
	}

	/** Writes what waits; resolves when it is stored or one attempt has failed. */
	async flush(): Promise<void> {
		await this.#connection.flush();
	}

	/** Stores a new row; while Postgres is away it waits in memory and `queued` says so. */
	async save(record: NewRecord): Promise<Saved> {
		const instanceId = await this.#instanceForWriting();
		const saved = await saveRecord(this.#connection, instanceId, record);
		if (record.table !== 'workflow_performance_metrics' || saved.queued) return saved;
		// The execution may have had its row already: then that one was renewed, and its id counts.
		const stored = await this.#run(
			async (sql, instance) => await findPerformance(sql, instance, record.row.execution_id),
		);
		return stored === null ? saved : { id: stored.id, queued: false, row: { ...stored } };
	}

	async resolveError({ id, ...resolution }: ErrorResolution): Promise<ErrorRow> {
		const row = await this.#run(
			async (store, instance) => await resolveError(store, instance, id, resolution),
		);
		return row ?? notFound('errorId', id, 'error');
	}

	async reopenError({ id, by }: ErrorReopening): Promise<ErrorRow> {
		const row = await this.#run(async (store, instance) => await reopenError(store, instance, id, by));
		return row ?? notFound('errorId', id, 'error');
	}

	async changeErrorGroup({ groupId, change, by, note }: ErrorGroupChange): Promise<ErrorGroupRow> {
		const row = await this.#run(
			async (sql, instance) => await changeErrorGroup(sql, instance, groupId, change, { by, note }),
		);
		return row ?? notFound('groupId', groupId, 'error group');
	}

	async changeAlert({ id, action, by, note }: AlertChange): Promise<AlertRow> {
		const row = await this.#run(
			async (sql, instance) => await changeAlert(sql, instance, id, action, { by, note }),
		);
		return row ?? notFound('alertId', id, 'alert');
	}

	/** Oldest first. */
	async alertHistory(id: string): Promise<HistoryRow[]> {
		return await this.#run(async (sql, instance) => {
			if ((await findAlert(sql, instance, id)) === null) notFound('alertId', id, 'alert');
			return await listAlertHistory(sql, instance, id);
		});
	}

	async errorGroups(question: Question<ErrorGroupFilter>): Promise<ErrorGroupRow[]> {
		return await this.#read(
			question,
			async (sql, instanceId) => await listErrorGroups(sql, { ...question, instanceId }),
		);
	}

	async errorGroup(groupId: string): Promise<ErrorGroupDetails> {
		const group = await this.#run(
			async (sql, instance) => await findErrorGroup(sql, instance, groupId),
		);
		return group ?? notFound('groupId', groupId, 'error group');
	}

	async logs(question: Question<LogFilter>): Promise<LogRow[]> {
		const read = async (sql: Sql, instanceId: string | readonly string[]) =>
			await listLogs(sql, { ...question, instanceId }, Date.now());
		if (question.search === null) return await this.#read(question, read);
		// No index serves a search in messages: it may look for so long and no longer.
		const { store } = this.#connection;
		return await this.#read(
			question,
			async (_, instance) =>
				await withTimeLimit(store, SEARCH_WITHIN, async (sql) => await read(sql, instance)),
		);
	}

	async errors(question: Question<ErrorFilter>): Promise<ErrorRow[]> {
		return await this.#read(
			question,
			async (sql, instanceId) => await listErrors(sql, { ...question, instanceId }),
		);
	}

	async performance(question: Question<PerformanceFilter>): Promise<PerformanceRow[]> {
		return await this.#read(
			question,
			async (sql, instanceId) => await listPerformance(sql, { ...question, instanceId }),
		);
	}

	async alerts(question: Question<AlertFilter>): Promise<AlertRow[]> {
		return await this.#read(
			question,
			async (sql, instanceId) => await listAlerts(sql, { ...question, instanceId }),
		);
	}

	/** Null where the workflow is unknown, or nothing of it runs, or has no execution of the given id. */
	async liveStatus(question: LiveStatusQuestion): Promise<LiveStatus | null> {
		return await this.#run(
			async (sql, instance) => await readLiveStatus(sql, instance, question, Date.now()),
		);
	}

	async dashboard(question: DashboardQuestion): Promise<DashboardSummary> {
		const blind = this.#asksItself(question) ? blindness(monitoringNote()) : null;
		return await this.#read(
			question,
			async (sql, instance) => await readDashboard(sql, instance, question, Date.now(), blind),
		);
	}

	/** Recorded workflows whose name or id holds the text, for a list to choose from. */
	async workflows(search: string | null): Promise<KnownWorkflow[]> {
		return await this.#run(
			async (sql, instance) => await listRecordedWorkflows(sql, instance, search),
		);
	}

	/**
	 * An answer with its note. Where nothing has been recorded yet, since the schema or any instance is missing,
	 * `answer` is what `empty` gives; it never fails for that.
	 */
	async orEmpty<T>(
		read: () => Promise<T>,
		empty: () => T,
	): Promise<{ answer: T; monitoring: MonitoringNote; missing: boolean }> {
		try {
			return { answer: await read(), monitoring: monitoringNote(), missing: false };
		} catch (error) {
			if (error instanceof NothingRecordedError) {
				return { answer: empty(), monitoring: monitoringNote(), missing: true };
			}
			if (!(error instanceof MonitorSchemaError && error.kind === 'missing')) throw error;
			const monitoring = missingSchemaNote(this.#connection.settings.schema);
			return { answer: empty(), monitoring, missing: true };
		}
	}

	/** What this process knows of its own recording says nothing about another n8n. */
	#asksItself({ instances }: Pick<DashboardQuestion, 'instances'>): boolean {
		return instances === null && (this.#instanceId ?? currentInstanceId()) === currentInstanceId();
	}

	async #run<T>(work: (store: Store, instanceId: string) => Promise<T>): Promise<T> {
		return await this.#explained(
			async (store) => await work(store, givenInstance(this.#instanceId) ?? (await onlyInstance(store))),
		);
	}

	/** Runs a read over the instances that were chosen; over its own one where none was. */
	async #read<T>(
		{ instances }: Pick<DashboardQuestion, 'instances'>,
		work: (sql: Sql, instanceId: string | readonly string[]) => Promise<T>,
	): Promise<T> {
		if (instances === null) return await this.#run(work);
		return await this.#explained(
			async (store) => await work(store, instances === '*' ? await listInstances(store) : instances),
		);
	}

	async #explained<T>(work: (store: Store) => Promise<T>): Promise<T> {
		const { store, settings } = this.#connection;
		try {
			return await work(store);
		} catch (error) {
			throw explainFailure(error, settings);
		}
	}

	/** Null where only the database knows it and is away: the row waits until it says. */
	async #instanceForWriting(): Promise<string | null> {
		const given = givenInstance(this.#instanceId);
		if (given !== null) return given;
		const { store, settings } = this.#connection;
		if (this.#connection.recorder(null).down) return null;
		try {
			return await onlyInstance(store);
		} catch (error) {
			const explained = explainFailure(error, settings);
			if (
				explained instanceof MonitorConfigurationError ||
				explained instanceof MonitorSchemaError
			) {
				throw explained;
			}
			return null;
		}
	}
}

function notFound(field: string, id: string, what: string): never {
	throw new MonitorNotFoundError(field, id, `the id of a recorded ${what} of this instance`);
}
