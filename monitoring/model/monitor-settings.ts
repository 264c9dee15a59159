import type { EventKind, LogLevel } from './enums';

/** Which workflows a monitor watches. */
export type WorkflowScope =
	| { watch: 'all' }
	| { watch: 'selected'; ids: readonly string[] }
	| { watch: 'except'; ids: readonly string[] };

/** What a Monitor Trigger's parameters say, for recording and for events alike. */
export interface MonitorSettings {
	/** What starts the workflow; null only records. */
	event: EventKind | null;
	scope: WorkflowScope;
	manualRuns: boolean;
	level: LogLevel;
}

export const DEFAULT_MONITOR: MonitorSettings = {
	event: 'execution_failed',
	scope: { watch: 'all' },
	manualRuns: true,
	level: 'info',
};

/** Whether an execution is watched. */
export function watches(settings: MonitorSettings, workflowId: string, mode: string | null): boolean {
	if (mode === 'manual' && !settings.manualRuns) return false;
	switch (settings.scope.watch) {
		case 'all':
			return true;
		case 'selected':
			return settings.scope.ids.includes(workflowId);
		case 'except':
			return !settings.scope.ids.includes(workflowId);
	}
}
