import type {
	IExecuteData,
	IRun,
	IRunExecutionData,
	ISourceData,
	ITaskData,
	IWorkflowBase,
	RelatedExecution,
} from 'n8n-workflow';
import type { NodeUse, SegmentReading } from '../model/usage';
import { isMonitorTrigger } from './node-facts';
import type { RunOutputs } from './node-state';

/** What n8n's own object of one execution's hooks carries, as far as we look at it. */
export interface HooksOfExecution {
	executionId: string;
	mode: string;
	workflowData: IWorkflowBase;
	retryOf?: string;
}

/** What an event of a node carries; the host's object says whose it is. */
interface NodeObserved {
	/** ms since the epoch, by our clock. */
	at: number;
	hooks: HooksOfExecution;
	node: string;
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
	/** When n8n made the execution, ms since the epoch; null where it does not say. */
	createdAt: number | null;
	/** What ran in earlier segments, or was taken over from the execution that is retried or run in part. */
	prior: PriorNode[];
	/** The node that it begins with; null where the host does not say. */
	startNode: string | null;
	/** Only a part of the workflow runs, up to a node that somebody chose or from one on. */
	partial: boolean;
	/** The delivery of ours that has started it; absent where none has. */
	delivery?: string;
}

export interface NodeStartObserved extends NodeObserved {
	kind: 'node_start';
	source: Array<ISourceData | null>;
}

export interface NodeEndObserved extends NodeObserved {
	kind: 'node_end';
	runIndex: number;
	task: ITaskData;
	/** Its output was pinned, so that the node itself did not run. */
	pinned: boolean;
	/** What it used; null where that was nothing, or was not measured. */
	use?: NodeUse | null;
}

/** What is told of a run that has ended, whoever tells it. */
export type EndedRun = Pick<NodeEndObserved, 'at' | 'node' | 'runIndex' | 'task' | 'pinned' | 'use'>;

export interface EndObserved extends Observed {
	kind: 'end';
	run: IRun;
	/** What was measured of it since it began or went on; null where it did not run in this process. */
	reading?: SegmentReading | null;
}

/** One try of a node that is tried again when it fails; seen apart from the hooks, which tell of the last one only. */
export interface TryObserved {
	kind: 'try';
	/** ms since the epoch, by our clock. */
	at: number;
	executionId: string;
	node: string;
	runIndex: number;
	/** What was thrown, or what the node put out as its error; undefined where the try went well. */
	error: unknown;
	/** How often it is tried at most. */
	tries: number;
}

export type Observation =
	| StartObserved
	| NodeStartObserved
	| NodeEndObserved
	| EndObserved
	| TryObserved;

/** Runs of one node that lie before this segment: numbers only. */
export interface PriorNode {
	node: string;
	/** A run that waits is told again when it goes on, so that it does not count. */
	runs: number;
	failed: boolean;
	waiting: boolean;
	outputs: RunOutputs[];
	sources: Array<Array<ISourceData | null>>;
}

/** Shared, never written to. */
const NO_SOURCE: ISourceData[] = [];

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
	switch (hook) {
		case 'nodeExecuteBefore': {
			const started = parameters[1] as { source?: Array<ISourceData | null> } | undefined;
			return { kind: 'node_start', at, hooks, node: parameters[0] as string, source: started?.source ?? NO_SOURCE };
		}
		case 'nodeExecuteAfter': {
			const node = parameters[0] as string;
			const data = parameters[2] as IRunExecutionData | undefined;
			const runIndex = runsOf(data, node) - 1;
			const pinData = data?.resultData?.pinData;
			const pinned = pinData !== undefined && pinData !== null && Object.hasOwn(pinData, node);
			return { kind: 'node_end', at, hooks, node, runIndex, task: parameters[1] as ITaskData, pinned, use: null };
		}
		case 'workflowExecuteBefore':
		case 'workflowExecuteResume': {
			const { executionId, mode, workflowData: workflow, retryOf = null } = hooks;
			const data = parameters[1] as IRunExecutionData | undefined;
			const prior = priorNodes(data);
			const waits = prior.some(({ waiting }) => waiting);
			const begin = data?.executionData?.nodeExecutionStack?.[0];
			return {
				kind: 'start',
				at,
				executionId,
				mode,
				retryOf,
				workflow,
				// The process that enqueues sees a resume as a start; a run that waits gives it away.
				resumed: hook === 'workflowExecuteResume' || waits,
				executes: parameters[0] !== undefined && parameters[0] !== null,
				parent: data?.parentExecution ?? null,
				createdAt: data?.executionData?.runtimeData?.establishedAt ?? null,
				prior,
				startNode: begin?.node?.name ?? null,
				partial: mode === 'manual' && (data?.startData?.destinationNode !== undefined || prior.length > 0),
				delivery: begin === undefined ? undefined : deliveryOf(begin),
			};
		}
		case 'workflowExecuteAfter': {
			const { executionId, mode, workflowData: workflow, retryOf = null } = hooks;
			return { kind: 'end', at, executionId, mode, retryOf, workflow, run: parameters[0] as IRun, reading: null };
		}
		default:
			return null;
	}
}

/** What a Monitor Trigger was started with says which delivery it is. */
function deliveryOf({ node, data }: IExecuteData): string | undefined {
	if (typeof node?.type !== 'string' || !isMonitorTrigger(node.type)) return undefined;
	const id = data?.main?.[0]?.[0]?.json?.delivery_id;
	return typeof id === 'string' ? id : undefined;
}

/**
 * One try of a node. What it put out counts as a failure where its first item has an error, as the engine has it.
 *
 * @param outcome what was thrown or put out
 */
export function observeTry(
	outcome: Pick<TryObserved, 'executionId' | 'node' | 'runIndex' | 'tries'> & {
		thrown?: unknown;
		output?: unknown;
	},
	at: number,
): TryObserved {
	const { executionId, node, runIndex, tries, thrown, output } = outcome;
	const error = thrown ?? errorOfOutput(output);
	return { kind: 'try', at, executionId, node, runIndex, tries, error };
}

function errorOfOutput(output: unknown): unknown {
	const first = (output as { data?: Array<Array<{ json?: { error?: unknown } }> | null> | null } | null | undefined)
		?.data?.[0]?.[0]?.json?.error;
	return first === null || first === false || first === '' ? undefined : first;
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
export function outputCounts(task: ITaskData): RunOutputs {
	const main = task.data?.main;
	if (main?.length === 1) return main[0]?.length ?? 0;
	return main === undefined ? [] : main.map((items) => items?.length ?? 0);
}
