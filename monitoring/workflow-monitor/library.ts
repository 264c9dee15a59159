import type { HealthReport } from '../analytics/health-report';
import { isLive, type OpenExecution } from '../analytics/live-status';
import type { DashboardSummary } from '../analytics/dashboard-summary';
import type { OpenState } from '../model/enums';
import type { PerformanceRow } from '../store/read/list-performance';
import { withAliases, type WithAliases } from './aliases';
import { liveExecution, type MonitorLiveExecution, type MonitorLog } from './live-status-aliases';
import { liveStatusesQuestion, liveStatusQuestion, type LiveStatusesQuery } from './live-status-questions';
import { MetricReads } from './metric-reads';
import { BATCH_PARTS, newBatch, type BatchInput, type BatchPart, type LogEntry } from './new-batch';
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
import type { MonitorAlert, MonitorErrorRow } from './triage';
import {
	alertQuestion,
	dashboardQuestion,
	errorQuestion,
	healthQuestion,
	logQuestion,
	performanceQuestion,
	type AlertQuery,
	type DashboardQuery,
	type ErrorQuery,
	type HealthQuery,
	type LogQuery,
	type PerformanceQuery,
} from './read-questions';

export type { MonitorLiveExecution, MonitorLog } from './live-status-aliases';
export type MonitorPerformance = WithAliases<PerformanceRow>;

interface RecentRows {
	logs: MonitorLog[];
	errors: MonitorErrorRow[];
	alerts: MonitorAlert[];
}
export type MonitorDashboard = WithAliases<
	Omit<DashboardSummary, 'recent_activity'> & { recent_activity: RecentRows }
>;
export type MonitorHealth = WithAliases<HealthReport>;
export type MonitorOpenExecution = WithAliases<OpenExecution>;
export type MonitorLiveStatus = MonitorLiveExecution & Record<OpenState, MonitorOpenExecution[]>;

/**
 * The monitor as a library. What cannot be done throws a MonitorError: MonitorInputError names the field, its
 * value and what is allowed; MonitorNotFoundError an id that is not there; MonitorSchemaError,
 * MonitorDatabaseError and MonitorConfigurationError say what to do. Creates are masked and return the row's id;
 * while Postgres is away their rows wait in memory, so call `flush` or `close` before a script ends.
 */
export class WorkflowMonitor extends MetricReads {
	/** @returns the id of the log row */
	async logExecution(workflowId: string, executionId: string, entry: LogInput): Promise<string> {
		const row = newLog(workflowId, executionId, entry, Date.now());
		return (await this.open().save({ table: 'workflow_execution_logs', row })).id;
	}

	/** @returns the id of the error */
	async logError(workflowId: string, executionId: string, error: ErrorInput): Promise<string> {
		const row = newError(workflowId, executionId, error, Date.now());
		return (await this.open().save({ table: 'workflow_errors', row })).id;
	}

	/**
	 * One row an execution: where there is one, the values given here win over what was measured.
	 *
	 * @returns the id of the row
	 */
	async recordPerformance(
		workflowId: string,
		executionId: string,
		metrics: PerformanceInput,
	): Promise<string> {
		const row = newPerformance(workflowId, executionId, metrics, Date.now());
		return (await this.open().save({ table: 'workflow_performance_metrics', row })).id;
	}

	/** @returns the id of the alert */
	async createAlert(workflowId: string, alert: AlertInput): Promise<string> {
		const row = newAlert(workflowId, alert, Date.now());
		return (await this.open().save({ table: 'monitoring_alerts', row })).id;
	}

	/**
	 * Stores rows of several tables, 10,000 at most; where one of them is at fault none is stored, and the error names it.
	 *
	 * @returns the ids of the rows, in the order in which they were given
	 */
	async createBatch(given: BatchInput): Promise<Record<BatchPart, string[]>> {
		const batch = newBatch(given, Date.now());
		const database = this.open();
		const ids: Record<BatchPart, string[]> = { logs: [], errors: [], performance: [], alerts: [] };
		for (const part of BATCH_PARTS) {
			const saved = await Promise.all(batch[part].map(async (record) => await database.save(record)));
			ids[part] = saved.map(({ id }) => id);
		}
		return ids;
	}

	/** @returns the ids of the log rows; where one of them is at fault none is stored */
	async logBatch(logs: LogEntry[]): Promise<string[]> {
		return (await this.createBatch({ logs })).logs;
	}

	async getLogs(query: LogQuery = {}): Promise<MonitorLog[]> {
		return (await this.open().logs(logQuestion(query))).map(withAliases);
	}

	async getErrors(query: ErrorQuery = {}): Promise<MonitorErrorRow[]> {
		return (await this.open().errors(errorQuestion(query))).map(withAliases);
	}

	async getPerformance(query: PerformanceQuery = {}): Promise<MonitorPerformance[]> {
		return (await this.open().performance(performanceQuestion(query))).map(withAliases);
	}

	async getAlerts(query: AlertQuery = {}): Promise<MonitorAlert[]> {
		return (await this.open().alerts(alertQuestion(query))).map(withAliases);
	}

	/** The running execution of a workflow that started last, or the one with the given id; null where none is. */
	async getLiveStatus(
		workflowId: string,
		{ executionId, logs }: { executionId?: string; logs?: boolean } = {},
	): Promise<MonitorLiveStatus | null> {
		const status = await this.open().liveStatus(liveStatusQuestion(workflowId, executionId, logs));
		if (!isLive(status)) return null;
		const { running, waiting, queued, ...own } = status;
		return {
			...liveExecution(own),
			running: running.map(withAliases),
			waiting: waiting.map(withAliases),
			queued: queued.map(withAliases),
		};
	}

	/** How each execution that runs stands, of one workflow or of all; those that wait or are queued where they are asked for. */
	async getLiveStatuses(query: LiveStatusesQuery = {}): Promise<MonitorLiveExecution[]> {
		return (await this.open().liveStatuses(liveStatusesQuestion(query))).map(liveExecution);
	}

	async getDashboardSummary(query: DashboardQuery = {}): Promise<MonitorDashboard> {
		const summary = await this.open().dashboard(dashboardQuestion(query, Date.now()));
		const { logs, errors, alerts } = summary.recent_activity;
		return withAliases({
			...summary,
			recent_activity: {
				logs: logs.map(withAliases),
				errors: errors.map(withAliases),
				alerts: alerts.map(withAliases),
			},
		});
	}

	/** Whether all is recorded, where records went, and who records; of this n8n or of the one named. */
	async getHealth(query: HealthQuery = {}): Promise<MonitorHealth> {
		return withAliases(await this.open().health(healthQuestion(query, Date.now())));
	}
}

/** The monitor of the environment, or as `configure` says. */
export const workflowMonitor = new WorkflowMonitor();
