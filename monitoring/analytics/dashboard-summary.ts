import type { SystemHealth } from '../model/enums';
import type { OpenAlerts } from '../store/read/count-open-alerts';
import type { ErrorCounts } from '../store/read/count-errors';
import type { ExecutionCounts } from '../store/read/count-executions';
import type { AlertRow } from '../store/read/list-alerts';
import type { ErrorRow } from '../store/read/list-errors';
import type { Gap } from '../store/read/list-gaps';
import type { LogRow } from '../store/read/list-logs';
import { successRate, systemHealth, type HealthSigns } from './system-health';

/** The dashboard as the spec has it, and what we add; docs/what-is-counted.md says what is counted. */
export interface DashboardSummary {
	total_executions: number;
	successful_executions: number;
	/** Among the successful. */
	succeeded_with_errors: number;
	failed_executions: number;
	/** Among the failed. */
	retried_with_success: number;
	/** Percent with two decimals; null where nothing has ended. */
	success_rate: number | null;
	total_errors: number;
	critical_errors: number;
	total_alerts: number;
	/** Now, whenever they were raised. */
	unresolved_alerts: number;
	/** Whole ms without waiting; null where none is known. */
	average_execution_time: number | null;
	system_health: SystemHealth;
	/** Why it is not healthy, in sentences. */
	health_reasons: string[];
	recent_activity: RecentActivity;
	period: { start: string; end: string };
	/** Spans of the period in which nothing was recorded: they count neither as good nor as bad. */
	gaps: Gap[];
	stopped_executions: number;
	running_executions: number;
	waiting_executions: number;
	queued_executions: number;
	manual_executions: number;
}

/** The ten newest of each in the period. */
export interface RecentActivity {
	logs: LogRow[];
	errors: ErrorRow[];
	alerts: AlertRow[];
}

/** What the tables say. */
export interface DashboardFacts {
	period: { start: string; end: string };
	executions: ExecutionCounts;
	errors: ErrorCounts;
	alertsRaised: number;
	signs: HealthSigns & { openAlerts: OpenAlerts };
	gaps: Gap[];
	recent: RecentActivity;
}

export function dashboardSummary(facts: DashboardFacts): DashboardSummary {
	const { executions, errors, signs } = facts;
	const { health, reasons } = systemHealth(signs);
	return {
		total_executions: executions.successful + executions.failed,
		successful_executions: executions.successful,
		succeeded_with_errors: executions.succeeded_with_errors,
		failed_executions: executions.failed,
		retried_with_success: executions.retried_with_success,
		success_rate: successRate(executions),
		total_errors: errors.total,
		critical_errors: errors.critical,
		total_alerts: facts.alertsRaised,
		unresolved_alerts: signs.openAlerts.unresolved,
		average_execution_time: executions.average_active_duration,
		system_health: health,
		health_reasons: reasons,
		recent_activity: facts.recent,
		period: facts.period,
		gaps: facts.gaps,
		stopped_executions: executions.stopped,
		running_executions: executions.running,
		waiting_executions: executions.waiting,
		queued_executions: executions.queued,
		manual_executions: executions.manual,
	};
}

/** The dashboard of a schema that is not there: nothing has been recorded. */
export function emptyDashboard(period: { start: string; end: string }): DashboardSummary {
	const none: ExecutionCounts = {
		successful: 0,
		succeeded_with_errors: 0,
		failed: 0,
		retried_with_success: 0,
		stopped: 0,
		running: 0,
		waiting: 0,
		queued: 0,
		manual: 0,
		average_active_duration: null,
	};
	return dashboardSummary({
		period,
		executions: none,
		errors: { total: 0, critical: 0, open_critical: 0 },
		alertsRaised: 0,
		signs: {
			period: none,
			lastHour: none,
			openAlerts: {
				unresolved: 0,
				critical: 0,
				critical_unacknowledged: 0,
				warning_unacknowledged: 0,
			},
			openCriticalErrors: 0,
			blind: 'nothing has been recorded yet',
			processes: { known: 0, alive: 0, off: 0, lost: 0, last_loss_at: null },
			monitors: { idle: 0, reason: null },
			silent: { count: 0, names: [] },
		},
		gaps: [],
		recent: { logs: [], errors: [], alerts: [] },
	});
}
