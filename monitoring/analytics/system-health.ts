import type { SystemHealth } from '../model/enums';

/** What the health of a system is judged by; docs/what-is-counted.md says it for people. */
export interface HealthSigns {
	/** Ended production executions of the period, and of the last hour. */
	period: Outcomes;
	lastHour: Outcomes;
	openAlerts: {
		critical: number;
		critical_unacknowledged: number;
		warning_unacknowledged: number;
	};
	/** Unhandled errors of severity critical in the last 24 hours that nobody has resolved. */
	openCriticalErrors: number;
	/** Something is known not to be recorded. */
	blind: boolean;
}

export interface Outcomes {
	successful: number;
	failed: number;
}

/** Percent of executions that succeed; fewer executions than `fewest` are degraded at worst. */
const SUCCESS_RATE = { fewest: 5, degradedBelow: 90, criticalBelow: 50 } as const;
const WARNINGS_AT_MOST = 4;
const CRITICAL_ERRORS_AT_MOST = 4;

/** The worst of all signs. */
export function systemHealth(signs: HealthSigns): SystemHealth {
	const verdicts = [
		rateHealth(signs.period),
		rateHealth(signs.lastHour),
		alertHealth(signs.openAlerts),
	];
	if (verdicts.includes('critical')) return 'critical';
	const worn = signs.blind || signs.openCriticalErrors > CRITICAL_ERRORS_AT_MOST;
	return worn || verdicts.includes('degraded') ? 'degraded' : 'healthy';
}

/** Percent of executions that succeeded, rounded to two decimals; null where none has ended. */
export function successRate({ successful, failed }: Outcomes): number | null {
	const total = successful + failed;
	return total === 0 ? null : Math.round((successful / total) * 10_000) / 100;
}

function rateHealth(outcomes: Outcomes): SystemHealth {
	const rate = successRate(outcomes);
	if (rate === null) return 'healthy';
	const few = outcomes.successful + outcomes.failed < SUCCESS_RATE.fewest;
	if (rate < SUCCESS_RATE.criticalBelow) return few ? 'degraded' : 'critical';
	return rate < SUCCESS_RATE.degradedBelow && !few ? 'degraded' : 'healthy';
}

function alertHealth(open: HealthSigns['openAlerts']): SystemHealth {
	if (open.critical_unacknowledged > 0) return 'critical';
	const many = open.warning_unacknowledged > WARNINGS_AT_MOST;
	return open.critical > 0 || many ? 'degraded' : 'healthy';
}
