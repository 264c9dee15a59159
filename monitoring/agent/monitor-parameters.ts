import { EVENT_KINDS, LOG_LEVELS } from '../model/enums';
import { DEFAULT_MONITOR, type MonitorSettings, type WorkflowScope } from '../model/monitor-settings';

/** The value of the event parameter that records and starts nothing. */
export const ONLY_RECORD = 'none';

/** Reads the parameters of a Monitor Trigger as n8n stores them: what is left at its default is not there. */
export function monitorSettings(parameters: Record<string, unknown>): MonitorSettings {
	const { event } = parameters;
	const options = (parameters.options ?? {}) as Record<string, unknown>;
	return {
		event:
			event === ONLY_RECORD
				? null
				: (EVENT_KINDS.find((kind) => kind === event) ?? DEFAULT_MONITOR.event),
		scope: scopeOf(parameters),
		manualRuns: flag(parameters.manualRuns, DEFAULT_MONITOR.manualRuns),
		level: LOG_LEVELS.find((each) => each === options.level) ?? DEFAULT_MONITOR.level,
		nodeRows: flag(options.nodeRows, DEFAULT_MONITOR.nodeRows),
		nodeRowsAtMost: Math.floor(within(options.nodeRowsAtMost, 0, 1_000_000, DEFAULT_MONITOR.nodeRowsAtMost)),
		share: within(options.share, 0, 100, DEFAULT_MONITOR.share),
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
