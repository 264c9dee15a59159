import {
	LOG_LEVELS,
	type ErrorSeverity,
	type EventKind,
	type ExecutionKind,
	type Importance,
	type LogLevel,
} from './enums';
import { matchesPattern } from './name-pattern';
import type { WorkflowFacts } from './workflow-facts';

/** Which workflows a monitor watches. */
export type WorkflowScope =
	| { watch: 'all' }
	| { watch: 'selected'; ids: readonly string[] }
	| { watch: 'except'; ids: readonly string[] }
	/** By name; see `matchesPattern`. */
	| { watch: 'named'; patterns: readonly string[] }
	/** By tag, its id or its name. */
	| { watch: 'tagged'; tags: readonly string[] };

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

/** How much of a workflow's runs is kept. */
export interface Detail {
	level: LogLevel;
	/** See `CapturePolicy`. */
	nodeRows: boolean;
	nodeRowsAtMost: number;
	/** Of successful executions so many percent are kept with their log rows; of the others all are. */
	share: number;
}

/** Which of the events that are chosen start the workflow. */
export interface EventFilters {
	/** The least severity of what failed; null takes all. */
	severity: ErrorSeverity | null;
	/** Kinds of runs; none chosen takes all. */
	kinds: readonly ExecutionKind[];
	/** The least level of a log row that is an event. */
	logLevel: LogLevel;
	/** From how many ms on an execution is slow; null goes by how long its workflow usually takes. */
	slowAfter: number | null;
	/** After how many ms without a sign of progress it is stuck. */
	stuckAfter: number;
	/** Yielding nothing is an event also where that is usual. */
	emptyAlways: boolean;
}

/** What a Monitor Trigger's parameters say, for recording and for events alike. */
export interface MonitorSettings extends Detail {
	/** What starts the workflow; of none it only records. */
	events: readonly EventKind[];
	filters: EventFilters;
	scope: WorkflowScope;
	manualRuns: boolean;
}

export const DEFAULT_MONITOR: MonitorSettings = {
	events: ['execution_failed'],
	filters: {
		severity: null,
		kinds: [],
		logLevel: 'error',
		slowAfter: null,
		stuckAfter: 900_000,
		emptyAlways: false,
	},
	scope: { watch: 'all' },
	manualRuns: true,
	level: DEFAULT_POLICY.level,
	nodeRows: DEFAULT_POLICY.nodeRows,
	nodeRowsAtMost: DEFAULT_POLICY.nodeRowsAtMost,
	share: 100,
};

/** How far a monitor may see: over the whole instance, or over the workflows of one project. */
export type Coverage = { covers: 'instance' } | { covers: 'project'; projectId: string };

/** What decides whether a workflow is watched. */
export type WatchedWorkflow = Pick<WorkflowFacts, 'id' | 'name' | 'projectId' | 'tags'>;

export interface Watcher {
	settings: MonitorSettings;
	coverage: Coverage;
}

/** Whether an execution is watched; `mode` null stands for any. */
export function watches(
	{ settings, coverage }: Watcher,
	workflow: WatchedWorkflow,
	mode: string | null,
): boolean {
	if (coverage.covers === 'project' && workflow.projectId !== coverage.projectId) return false;
	if (mode === 'manual' && !settings.manualRuns) return false;
	return isInScope(settings.scope, workflow);
}

/** Whether more than a workflow's id decides. */
export function needsFacts({ settings, coverage }: Watcher): boolean {
	const { watch } = settings.scope;
	return coverage.covers === 'project' || watch === 'named' || watch === 'tagged';
}

function isInScope(scope: WorkflowScope, { id, name, tags }: WatchedWorkflow): boolean {
	switch (scope.watch) {
		case 'all':
			return true;
		case 'selected':
			return scope.ids.includes(id);
		case 'except':
			return !scope.ids.includes(id);
		case 'named':
			return scope.patterns.some((pattern) => matchesPattern(name, pattern));
		case 'tagged':
			return tags.some((tag) => scope.tags.includes(tag.id) || scope.tags.includes(tag.name));
	}
}

/** The most detailed of several; null of none. */
export function mostDetailed(details: readonly Detail[]): Detail | null {
	if (details.length === 0) return null;
	return {
		level: LOG_LEVELS[Math.min(...details.map(({ level }) => LOG_LEVELS.indexOf(level)))],
		nodeRows: details.some(({ nodeRows }) => nodeRows),
		nodeRowsAtMost: Math.max(...details.map(({ nodeRowsAtMost }) => nodeRowsAtMost)),
		share: Math.max(...details.map(({ share }) => share)),
	};
}
