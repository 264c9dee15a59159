import type { SystemHealth } from '../model/enums';
import type { MonitorSigns } from '../store/read/monitor-signs';
import type { ProcessSigns } from '../store/read/process-signs';
import { counted } from './in-words';

/** What the health of a system is judged by; docs/what-is-counted.md says it for people. */
export interface HealthSigns {
	/** Ended executions of the period, and of the last hour. */
	period: Outcomes;
	lastHour: Outcomes;
	openAlerts: {
		critical: number;
		critical_unacknowledged: number;
		warning_unacknowledged: number;
	};
	/** Unhandled errors of severity critical in the last 24 hours that nobody has resolved. */
	openCriticalErrors: number;
	/** Why executions go by unseen, as far as this process knows; a sentence, or null. */
	blind: string | null;
	processes: ProcessSigns;
	monitors: MonitorSigns;
	/** Names of workflows that have been silent for longer than usual, and how many there are. */
	silent: { count: number; names: string[] };
}

export interface Outcomes {
	successful: number;
	failed: number;
}

export interface HealthVerdict {
	health: SystemHealth;
	/** Why it is not healthy, in sentences, the worst first. */
	reasons: string[];
}

interface Sign {
	health: Exclude<SystemHealth, 'healthy'>;
	reason: string;
}

/** Percent of executions that succeed; fewer executions than `fewest` are degraded at worst. */
const SUCCESS_RATE = { fewest: 5, degradedBelow: 90, criticalBelow: 50 } as const;
const WARNINGS_AT_MOST = 4;
const CRITICAL_ERRORS_AT_MOST = 4;

/** The worst of all signs, and what each of them says. */
export function systemHealth(signs: HealthSigns): HealthVerdict {
	const found = [
		...rateSigns(signs.period, 'the period'),
		...rateSigns(signs.lastHour, 'the last hour'),
		...alertSigns(signs.openAlerts),
		...errorSigns(signs.openCriticalErrors),
		...recordingSigns(signs),
		...silenceSigns(signs.silent),
	];
	const critical = found.filter(({ health }) => health === 'critical');
	const degraded = found.filter(({ health }) => health === 'degraded');
	const health = critical.length > 0 ? 'critical' : degraded.length > 0 ? 'degraded' : 'healthy';
	return { health, reasons: [...critical, ...degraded].map(({ reason }) => reason) };
}

/** Percent of executions that succeeded, rounded to two decimals; null where none has ended. */
export function successRate({ successful, failed }: Outcomes): number | null {
	const total = successful + failed;
	return total === 0 ? null : Math.round((successful / total) * 10_000) / 100;
}

function rateSigns(outcomes: Outcomes, when: string): Sign[] {
	const rate = successRate(outcomes);
	if (rate === null) return [];
	const total = outcomes.successful + outcomes.failed;
	const few = total < SUCCESS_RATE.fewest;
	const reason = `${rate} % of ${counted(total, 'execution')} of ${when} succeeded`;
	if (rate < SUCCESS_RATE.criticalBelow) return [{ health: few ? 'degraded' : 'critical', reason }];
	return rate < SUCCESS_RATE.degradedBelow && !few ? [{ health: 'degraded', reason }] : [];
}

function alertSigns(open: HealthSigns['openAlerts']): Sign[] {
	const signs: Sign[] = [];
	if (open.critical_unacknowledged > 0) {
		const alerts = counted(open.critical_unacknowledged, 'critical alert');
		signs.push({ health: 'critical', reason: `${alerts} open and not acknowledged` });
	} else if (open.critical > 0) {
		signs.push({ health: 'degraded', reason: `${counted(open.critical, 'critical alert')} open` });
	}
	if (open.warning_unacknowledged > WARNINGS_AT_MOST) {
		const alerts = counted(open.warning_unacknowledged, 'warning alert');
		signs.push({ health: 'degraded', reason: `${alerts} open and not acknowledged` });
	}
	return signs;
}

function errorSigns(open: number): Sign[] {
	if (open <= CRITICAL_ERRORS_AT_MOST) return [];
	return [{ health: 'degraded', reason: `${counted(open, 'critical error')} of the last 24 hours unresolved` }];
}

function recordingSigns({ blind, processes, monitors }: HealthSigns): Sign[] {
	const reasons: string[] = [];
	if (blind !== null) reasons.push(`Executions go by unseen: ${blind}`);
	if (processes.known > 0 && processes.alive === 0) {
		reasons.push('No process of this n8n records into this database now');
	}
	if (processes.off > 0) {
		reasons.push(`Capture has switched itself off in ${counted(processes.off, 'process')}`);
	}
	if (monitors.idle > 0) {
		const why = monitors.reason === null ? '' : `: ${monitors.reason}`;
		reasons.push(`${counted(monitors.idle, 'published monitor')} not recording${why}`);
	}
	if (processes.lost > 0) {
		reasons.push(`The lease of ${counted(processes.lost, 'process')} ran out within the last hour`);
	}
	if (processes.last_loss_at !== null) {
		reasons.push(`Records were dropped or refused within the last hour, the last at ${processes.last_loss_at}`);
	}
	return reasons.map((reason) => ({ health: 'degraded', reason }));
}

function silenceSigns({ count, names }: HealthSigns['silent']): Sign[] {
	if (count === 0) return [];
	const shown = names.map((name) => JSON.stringify(name)).join(', ');
	const others = count > names.length ? ' and others' : '';
	return [
		{
			health: 'degraded',
			reason: `${counted(count, 'busy workflow')} silent for longer than usual: ${shown}${others}`,
		},
	];
}
