import { EVENT_KINDS, LOG_LEVELS } from '../model/enums';
import { DEFAULT_MONITOR, type MonitorSettings, type WorkflowScope } from '../model/monitor-settings';

/** The value of the event parameter that records and starts nothing. */
export const ONLY_RECORD = 'none';

/** Reads the parameters of a Monitor Trigger as n8n stores them: what is left at its default is not there. */
export function monitorSettings(parameters: Record<string, unknown>): MonitorSettings {
	const { event, options } = parameters;
	const level = (options as Record<string, unknown> | undefined)?.level;
	return {
		event:
			event === ONLY_RECORD
				? null
				: (EVENT_KINDS.find((kind) => kind === event) ?? DEFAULT_MONITOR.event),
		scope: scopeOf(parameters),
		manualRuns:
			typeof parameters.manualRuns === 'boolean' ? parameters.manualRuns : DEFAULT_MONITOR.manualRuns,
		level: LOG_LEVELS.find((each) => each === level) ?? DEFAULT_MONITOR.level,
	};
}

function scopeOf({ workflows, workflowIds }: Record<string, unknown>): WorkflowScope {
	const ids = Array.isArray(workflowIds) ? workflowIds.map(String) : [];
	if (workflows === 'selected') return { watch: 'selected', ids };
	if (workflows === 'except') return { watch: 'except', ids };
	return { watch: 'all' };
}
