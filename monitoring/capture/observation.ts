import type {
	IRun,
	IRunExecutionData,
	ISourceData,
	ITaskData,
	IWorkflowBase,
	RelatedExecution,
} from 'n8n-workflow';

/** What n8n's own object of one execution's hooks carries, as far as we look at it. */
export interface HooksOfExecution {
	executionId: string;
	mode: string;
	workflowData: IWorkflowBase;
	retryOf?: string;
}

interface Observed {
	/** ms since the epoch, by our clock. */
	at: number;
	executionId: string;
	mode: string;
	retryOf: string | null;
	workflow: IWorkflowBase;
}

export interface StartObserved extends Observed {
	kind: 'start';
	resumed: boolean;
	/** False in a process that only puts the execution into the queue. */
	executes: boolean;
	parent: RelatedExecution | null;
	/** What ran in earlier segments, or was taken over from the execution that is retried or run in part. */
	prior: PriorNode[];
}

export interface NodeStartObserved extends Observed {
	kind: 'node_start';
	node: string;
	source: Array<ISourceData | null>;
}

export interface NodeEndObserved extends Observed {
	kind: 'node_end';
	node: string;
	runIndex: number;
	task: ITaskData;
}

export interface EndObserved extends Observed {
	kind: 'end';
	run: IRun;
}

export type Observation = StartObserved | NodeStartObserved | NodeEndObserved | EndObserved;

/** Runs of one node that lie before this segment: numbers only. */
export interface PriorNode {
	node: string;
	/** A run that waits is told again when it goes on, so that it does not count. */
	runs: number;
	failed: boolean;
	waiting: boolean;
	outputs: number[][];
	sources: Array<Array<ISourceData | null>>;
}

/**
 * What n8n says through `runHook`, reduced to scalars and a few references. This runs on n8n's own path: it
 * copies and leaves; what it refers to is read and let go by the drain right after.
 *
 * @returns null for hooks that we do not need
 */
export function observe(
	hook: string,
	hooks: HooksOfExecution,
	parameters: readonly unknown[],
	at: number,
): Observation | null {
	// Written out in full: spreading a common part into each costs ten times as much.
	const { executionId, mode, workflowData: workflow } = hooks;
	const retryOf = hooks.retryOf ?? null;
	switch (hook) {
		case 'workflowExecuteBefore':
		case 'workflowExecuteResume': {
			const data = parameters[1] as IRunExecutionData | undefined;
			const prior = priorNodes(data);
			return {
				kind: 'start',
				at,
				executionId,
				mode,
				retryOf,
				workflow,
				// The process that enqueues sees a resume as a start; a run that waits gives it away.
				resumed: hook === 'workflowExecuteResume' || prior.some(({ waiting }) => waiting),
				executes: parameters[0] !== undefined && parameters[0] !== null,
				parent: data?.parentExecution ?? null,
				prior,
			};
		}
		case 'nodeExecuteBefore': {
			const started = parameters[1] as { source?: Array<ISourceData | null> } | undefined;
			const source = started?.source ?? [];
			const node = parameters[0] as string;
			return { kind: 'node_start', at, executionId, mode, retryOf, workflow, node, source };
		}
		case 'nodeExecuteAfter': {
			const node = parameters[0] as string;
			const runIndex = runsOf(parameters[2] as IRunExecutionData | undefined, node) - 1;
			const task = parameters[1] as ITaskData;
			return { kind: 'node_end', at, executionId, mode, retryOf, workflow, node, runIndex, task };
		}
		case 'workflowExecuteAfter':
			return { kind: 'end', at, executionId, mode, retryOf, workflow, run: parameters[0] as IRun };
		default:
			return null;
	}
}

function runsOf(data: IRunExecutionData | undefined, node: string): number {
	const runData = data?.resultData?.runData;
	// Nodes may be called like members of Object.
	if (runData === undefined || !Object.hasOwn(runData, node)) return 1;
	return runData[node].length;
}

function priorNodes(data: IRunExecutionData | undefined): PriorNode[] {
	const runData = data?.resultData?.runData;
	if (runData === undefined) return [];
	const prior: PriorNode[] = [];
	for (const node of Object.keys(runData)) {
		const runs = runData[node];
		if (runs.length === 0) continue;
		const last = runs[runs.length - 1];
		const waiting = last.executionStatus === 'waiting';
		prior.push({
			node,
			runs: waiting ? runs.length - 1 : runs.length,
			failed: last.executionStatus === 'error' || last.error !== undefined,
			waiting,
			outputs: runs.map(outputCounts),
			sources: runs.map((run) => run.source ?? []),
		});
	}
	return prior;
}

/** Items of a run by main output; an output that yielded nothing counts 0. */
export function outputCounts(task: ITaskData): number[] {
	return (task.data?.main ?? []).map((items) => items?.length ?? 0);
}
