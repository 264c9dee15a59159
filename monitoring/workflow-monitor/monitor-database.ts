import { ownReport } from '../agent';
import type { DashboardSummary } from '../analytics/dashboard-summary';
import type { HealthReport } from '../analytics/health-report';
import type { LiveExecutionStatus, LiveStatus, NoLiveStatus } from '../analytics/live-status';
import type { Sql, Store } from '../store/pool';
import { findPerformance } from '../store/read/find-performance';
import { listAlerts, type AlertFilter, type AlertRow } from '../store/read/list-alerts';
import { listErrors, type ErrorFilter, type ErrorRow } from '../store/read/list-errors';
import { listLogs, type LogFilter, type LogRow } from '../store/read/list-logs';
import {
	listPerformance,
	type PerformanceFilter,
	type PerformanceRow,
} from '../store/read/list-performance';
import { withTimeLimit } from '../store/read/with-time-limit';
import { MetricDatabase } from './metric-database';
import { MonitorSchemaError, NothingRecordedError } from './monitor-error';
import { blindness, missingSchemaNote, monitoringNote, type MonitoringNote } from './monitoring-note';
import { readDashboard } from './read-dashboard';
import { readHealth } from './read-health';
import type { LiveStatusesQuestion, LiveStatusQuestion } from './live-status-questions';
import { readLiveStatus, readLiveStatuses } from './read-live-status';
import type { DashboardQuestion, HealthQuestion, Question } from './read-questions';
import { saveRecord, type NewRecord, type Saved } from './save-record';

const SEARCH_WITHIN = 5_000;

/**
 * The monitor's database as one instance sees it: rows by the spec's snake_case names. What fails throws a
 * MonitorError whose message says why and what to do.
 */
export class MonitorDatabase extends MetricDatabase {
	/** Stores a new row; while Postgres is away it waits in memory and `queued` says so. */
	async save(record: NewRecord): Promise<Saved> {
		const instanceId = await this.instanceForWriting();
		const saved = await saveRecord(this.connection, instanceId, record);
		if (record.table !== 'workflow_performance_metrics' || saved.queued) return saved;
		// The execution may have had its row already: then that one was renewed, and its id counts.
		const stored = await this.run(
			async (sql, instance) => await findPerformance(sql, instance, record.row.execution_id),
		);
		return stored === null ? saved : { id: stored.id, queued: false, row: { ...stored } };
	}

	async logs(question: Question<LogFilter>): Promise<LogRow[]> {
		const read = async (sql: Sql, instanceId: string | readonly string[]) =>
			await listLogs(sql, { ...question, instanceId }, Date.now());
		const { search, words, node, metadata } = question;
		if ([search, words, node, metadata].every((each) => each === null)) return await this.read(question, read);
		// No index gives the order for these: such a search may look for so long and no longer.
		const { store } = this.connection;
		return await this.read(
			question,
			async (_, instance) =>
				await withTimeLimit(store, SEARCH_WITHIN, async (sql) => await read(sql, instance)),
		);
	}

	async errors(question: Question<ErrorFilter>): Promise<ErrorRow[]> {
		return await this.read(
			question,
			async (sql, instanceId) => await listErrors(sql, { ...question, instanceId }),
		);
	}

	async performance(question: Question<PerformanceFilter>): Promise<PerformanceRow[]> {
		return await this.read(
			question,
			async (sql, instanceId) => await listPerformance(sql, { ...question, instanceId }),
		);
	}

	async alerts(question: Question<AlertFilter>): Promise<AlertRow[]> {
		return await this.read(
			question,
			async (sql, instanceId) => await listAlerts(sql, { ...question, instanceId }),
		);
	}

	/** With null fields where the workflow is unknown, or nothing of it runs, or it has no execution of the given id. */
	async liveStatus(question: LiveStatusQuestion): Promise<LiveStatus | NoLiveStatus> {
		return await this.run(
			async (sql, instance) => await readLiveStatus(sql, instance, question, Date.now()),
		);
	}

	async liveStatuses(question: LiveStatusesQuestion): Promise<LiveExecutionStatus[]> {
		return await this.run(async (sql, instance) => await readLiveStatuses(sql, instance, question));
	}

	async dashboard(question: DashboardQuestion): Promise<DashboardSummary> {
		const blind = this.asksItself(question) ? blindness(monitoringNote()) : null;
		return await this.read(
			question,
			async (sql, instance) => await readDashboard(sql, instance, question, Date.now(), blind),
		);
	}

	/** How the monitoring of an instance is; of another one than ours only where it is named. */
	async health({ instanceId, dashboard }: HealthQuestion): Promise<HealthReport> {
		const own = instanceId === null && this.asksItself({ instances: null });
		const blind = own ? blindness(monitoringNote()) : null;
		const read = async (store: Store, instance: string) => {
			const report = this.connection.report(instance);
			const known = {
				own: own ? ownReport(this.connection.settings) : null,
				nodes: report === null ? [] : [report],
				blind,
			};
			return await readHealth(store, instance, dashboard, known, Date.now());
		};
		if (instanceId === null) return await this.run(read);
		return await this.explained(async (store) => await read(store, instanceId));
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
			const monitoring = missingSchemaNote(this.connection.settings.schema);
			return { answer: empty(), monitoring, missing: true };
		}
	}
}
