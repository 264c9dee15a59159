import type { EventKind, Importance, LogLevel } from './enums';

/** Which workflows a monitor watches. */
export type WorkflowScope =
	| { watch: 'all' }
	| { watch: 'selected'; ids: readonly string[] }
	| { watch: 'except'; ids: readonly string[] };

/** What is captured of one workflow: what its monitors and its own settings come to. */
export interface CapturePolicy {
	/** Rows below this level are not made. */
	level: LogLevel;
	/** Whether runs of nodes are written as log rows; errors of nodes always are. */
	nodeRows: boolean;
	/** At most so many rows of node runs for one execution; the rest is counted. */
	nodeRowsAtMost: number;
	/** Moves the severity of errors by a step. */
	importance: Importance;
	/** The host redacts the data of this run: no message, metadata or name of a field is stored. */
	redacted: boolean;
	/** Where it is redacted, fingerprints are made with this key, so that nobody guesses what they stand for. */
	redactionKey: string | null;
	/** The version of the workflow that is published; null where unknown. */
	workflowVersion: string | null;
}

export const DEFAULT_POLICY: CapturePolicy = {
	level: 'info',
	nodeRows: true,
	nodeRowsAtMost: 10_000,
	importance: 'normal',
	redacted: false,
	redactionKey: null,
	workflowVersion: null,
};

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
