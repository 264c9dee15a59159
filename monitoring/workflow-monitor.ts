import { MonitorDatabase } from './workflow-monitor/monitor-database';
import { settingsFromFields } from './workflow-monitor/options';

/**
 * Door two: what the library, the nodes and whatever else is asked from outside call. The library is
 * `WorkflowMonitor` with its camelCase names; nodes take rows as they are from a `MonitorDatabase`.
 */
export {
	WorkflowMonitor,
	workflowMonitor,
	type MonitorDashboard,
	type MonitorHealth,
	type MonitorLiveExecution,
	type MonitorLiveStatus,
	type MonitorLog,
	type MonitorPerformance,
} from './workflow-monitor/library';
export type {
	MonitorAlert,
	MonitorErrorGroup,
	MonitorErrorRow,
	MonitorHistory,
} from './workflow-monitor/triage';
export type { WorkflowMonitorOptions } from './workflow-monitor/options';
export {
	MonitorConfigurationError,
	MonitorDatabaseError,
	MonitorError,
	MonitorInputError,
	MonitorNotFoundError,
	MonitorSchemaError,
} from './workflow-monitor/monitor-error';
export {
	newAlert,
	newError,
	newLog,
	newPerformance,
	type AlertInput,
	type ErrorInput,
	type LogInput,
	type PerformanceInput,
} from './workflow-monitor/new-records';
export {
	alertQuestion,
	dashboardQuestion,
	errorGroupQuestion,
	errorQuestion,
	healthQuestion,
	LIMIT_DEFAULT,
	LIMIT_MAX,
	logQuestion,
	performanceQuestion,
	type AlertQuery,
	type DashboardQuery,
	type ErrorGroupQuery,
	type ErrorQuery,
	type HealthQuery,
	type ListQuery,
	type LogQuery,
	type PerformanceQuery,
} from './workflow-monitor/read-questions';
export {
	alertAcknowledgement,
	alertComment,
	alertIdOf,
	alertReopening,
	alertResolution,
	errorGroupAssignment,
	errorGroupNote,
	errorGroupIdOf,
	errorGroupIgnorance,
	errorGroupReopening,
	errorGroupResolution,
	errorReopening,
	errorResolution,
} from './workflow-monitor/changes';
export { importanceSetting, logLevelClearing, logLevelSetting, testEventTarget } from './workflow-monitor/workflow-settings';
export {
	executionIdOf,
	executionQuestion,
	traceQuestion,
	type ExecutionQuery,
	type TraceQuery,
	type TraceQuestion,
} from './workflow-monitor/execution-questions';
export type {
	MonitorExecution,
	MonitorExecutionDetails,
	MonitorExplanation,
	MonitorTrace,
} from './workflow-monitor/execution-reads';
export {
	bottlenecksQuestion,
	percentilesQuestion,
	trendsQuestion,
	type BottlenecksQuery,
	type PercentilesQuery,
	type TrendsQuery,
} from './workflow-monitor/performance-questions';
export type { MonitorBottlenecks, MonitorPercentiles, MonitorTrends } from './workflow-monitor/performance-reads';
export { liveStatusesQuestion, liveStatusQuestion, type LiveStatusesQuery } from './workflow-monitor/live-status-questions';
export {
	modelPriceName,
	modelUsageQuestion,
	newModelPrice,
	type ModelPriceInput,
	type ModelPriceName,
	type ModelUsageQuery,
} from './workflow-monitor/model-usage-questions';
export {
	metricSeriesQuestion,
	newMetric,
	newMetricValue,
	type MetricInput,
	type MetricSeriesQuery,
	type MetricValueInput,
} from './workflow-monitor/metric-questions';
export type { MonitorMetric, MonitorMetricSeries } from './workflow-monitor/metric-reads';
export type { MonitorModelPrice, MonitorModelUsage } from './workflow-monitor/model-usage-reads';
export {
	comparisonQuestion,
	shapeQuestion,
	yieldQuestion,
	type ShapeComparison,
	type ShapeQuery,
	type YieldQuery,
} from './workflow-monitor/shape-questions';
export type { MonitorShape, MonitorShapeComparison, MonitorYields } from './workflow-monitor/shape-reads';
export type { MonitorWorkflowSettings } from './workflow-monitor/upkeep';
export type {
	MonitorErrorStream,
	MonitorLogStream,
	MonitorWorkflowUpdate,
	WorkflowSubscription,
} from './workflow-monitor/streams';
export type { ErrorStreamQuery, LogStreamQuery } from './workflow-monitor/stream-questions';
export type { BatchInput, LogEntry } from './workflow-monitor/new-batch';
export { closeConnections } from './workflow-monitor/shared-connection';
export { MonitorDatabase } from './workflow-monitor/monitor-database';
export type { Saved } from './workflow-monitor/save-record';
export { isBlind, type MonitoringNote } from './workflow-monitor/monitoring-note';
export { testConnection, type ConnectionTestResult } from './workflow-monitor/credential-test';
export { emptyDashboard, type DashboardSummary } from './analytics/dashboard-summary';
export { emptyHealth, type HealthReport } from './analytics/health-report';
export { noLiveStatus, type LiveStatus } from './analytics/live-status';
export { classifyError, type ErrorClassification } from './capture/classify-error';
export { maskSecrets, type MaskOptions } from './masking/mask-secrets';
export {
	ALERT_SEVERITIES,
	ALERT_TYPES,
	ERROR_SEVERITIES,
	ERROR_TYPES,
	LOG_LEVELS,
	type AlertSeverity,
	type AlertType,
	type ErrorSeverity,
	type ErrorType,
	type LogLevel,
} from './model/enums';

/**
 * The database that a credential `monitorPostgresApi` describes, as this n8n sees it; wants one `release`.
 *
 * @throws MonitorConfigurationError where a field of the credential cannot be used
 */
export function openMonitorDatabase(fields: object): MonitorDatabase {
	return new MonitorDatabase(settingsFromFields(fields));
}
