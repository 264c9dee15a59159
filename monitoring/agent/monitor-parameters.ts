import { ERROR_SEVERITIES, EVENT_KINDS, EXECUTION_KINDS, LOG_LEVELS, type EventKind } from '../model/enums';
import {
	DEFAULT_MONITOR,
	type EventFilters,
	type MonitorSettings,
	type WorkflowScope,
} from '../model/monitor-settings';

const MOST_SECONDS = 30 * 86_400;

/** Reads the parameters of a Monitor Trigger as n8n stores them: what is left at its default is not there. */
export function monitorSettings(parameters: Record<string, unknown>): MonitorSettings {
	const options = (parameters.options ?? {}) as Record<string, unknown>;
	return {
		events: eventsOf(parameters),
		filters: filtersOf((parameters.eventOptions ?? {}) as Record<string, unknown>),
		scope: scopeOf(parameters),
		manualRuns: flag(parameters.manualRuns, DEFAULT_MONITOR.manualRuns),
		level: LOG_LEVELS.find((each) => each === options.level) ?? DEFAULT_MONITOR.level,
		nodeRows: flag(options.nodeRows, DEFAULT_MONITOR.nodeRows),
		nodeRowsAtMost: Math.floor(within(options.nodeRowsAtMost, 0, 1_000_000, DEFAULT_MONITOR.nodeRowsAtMost)),
		share: within(options.share, 0, 100, DEFAULT_MONITOR.share),
	};
}

function eventsOf({ events }: Record<string, unknown>): readonly EventKind[] {
	return Array.isArray(events) ? EVENT_KINDS.filter((kind) => events.includes(kind)) : DEFAULT_MONITOR.events;
}

function filtersOf(given: Record<string, unknown>): EventFilters {
	const { filters } = DEFAULT_MONITOR;
	const slow = within(given.slowAfter, 0, MOST_SECONDS, 0);
	return {
		severity: ERROR_SEVERITIES.find((each) => each === given.severity) ?? filters.severity,
		kinds: EXECUTION_KINDS.filter((kind) => texts(given.kinds).includes(kind)),
		logLevel: LOG_LEVELS.find((each) => each === given.logLevel) ?? filters.logLevel,
		slowAfter: slow === 0 ? filters.slowAfter : slow * 1_000,
		stuckAfter: within(given.stuckAfter, 1, MOST_SECONDS / 60, filters.stuckAfter / 60_000) * 60_000,
		emptyAlways: flag(given.emptyAlways, filters.emptyAlways),
	};
}

function scopeOf(parameters: Record<string, unknown>): WorkflowScope {
	switch (parameters.workflows) {
		case 'selected':
			return { watch: 'selected', ids: texts(parameters.workflowIds) };
		case 'except':
			return { watch: 'except', ids: texts(parameters.workflowIds) };
		case 'named':
			return { watch: 'named', patterns: patterns(parameters.namePatterns) };
		case 'tagged':
			return { watch: 'tagged', tags: texts(parameters.tagIds) };
		default:
			return { watch: 'all' };
	}
}

function texts(value: unknown): string[] {
	return Array.isArray(value) ? value.map(String) : [];
}

function patterns(value: unknown): string[] {
	if (typeof value !== 'string') return [];
	return value.split(',').map((pattern) => pattern.trim()).filter((pattern) => pattern !== '');
}

function flag(value: unknown, usual: boolean): boolean {
	return typeof value === 'boolean' ? value : usual;
}

function within(value: unknown, least: number, most: number, usual: number): number {
	return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : usual;
}
