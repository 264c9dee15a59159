import type { ExecutionKind } from '../model/enums';
import type { ErrorRecord } from '../model/records';
import type { StartObserved, PriorNode } from './observation';
import { capturedId, capturedName } from './captured-text';
import { executionKind } from './execution-kind';
import { newItemFlow, putOut, recall, sumOf, takeIn, type ItemFlow } from './item-flow';
import { nodeFactsOf, type FactsByName, type NodeFacts } from './node-facts';
import { newPerformanceNotes, noteStart, type PerformanceNotes } from './performance-notes';
import { nodeStateOf, type NodeState, type OpenRun } from './node-state';

/** Which process executes, and with what. */
export interface ProcessFacts {
	/** A UUID made when the process started. */
	id: string;
	n8nVersion: string | null;
	packageVersion: string;
}

/** What one process knows of an execution while it runs. Plain data: a newer copy of the package goes on with it. */
export interface Story {
	executionId: string;
	/** What the keys of its node runs' rows begin and end with. */
	runKeys: { begin: string; first: string; end: string };
	workflowId: string;
	workflowName: string;
	mode: string;
	retryOf: string | null;
	parentExecutionId: string | null;
	parentWorkflowId: string | null;
	kind: ExecutionKind | null;
	/** The node that started it, and its type. */
	triggerNode: string | null;
	triggerType: string | null;
	/** The version of the workflow that runs; null where it is not known. */
	workflowVersion: string | null;
	process: ProcessFacts;
	/** False in a process that only enqueued it: that one knows start and end. */
	executes: boolean;
	/** False where the seam met the execution in its middle. */
	fromStart: boolean;
	segment: number;
	/** Start of this segment, ms since the epoch. */
	segmentStartedAt: number;
	step: number;
	/** The run that began last, where that is not told yet. */
	newStep: OpenRun | null;
	/** Nodes that have been seen at work, by the host's name of each. */
	nodes: Map<string, NodeState>;
	facts: FactsByName;
	/** Runs that have started and not ended. */
	openRuns: number;
	flow: ItemFlow;
	handledErrors: number;
	/** Which node has made an error item, by the item's message; a bounded number of them. */
	itemErrors: Map<string, string>;
	/** Rows of node runs that were made, and those that there was no room for. */
	nodeRows: number;
	rowsLeftOut: number;
	/** Errors that the execution seems to go on from; its end decides. */
	undecided: Array<{ error: ErrorRecord; node: string }>;
	performance: PerformanceNotes;
	/** An error of a node that nobody caught was seen. */
	failedNode: boolean;
	/** Its own workflow or an ancestor's holds a Monitor Trigger: it never starts one. */
	silent: boolean;
	timeoutSeconds: number | null;
	/** Node events may come after the end of a canceled execution. */
	endedAt: number | null;
}

/** How many main outputs a node has by its type's description, its error output included; null where unknown. */
export type OutputsOf = (facts: NodeFacts | undefined) => number | null;

/** The story as it begins, or goes on after a wait. */
export function beginStory(
	seen: StartObserved,
	silent: boolean,
	outputsOf: OutputsOf,
	process: ProcessFacts,
): Story {
	const story = emptyStory(seen, silent, process);
	story.executes = seen.executes;
	story.fromStart = true;
	story.parentExecutionId = seen.parent === null ? null : capturedId(seen.parent.executionId);
	story.parentWorkflowId = seen.parent === null ? null : capturedId(seen.parent.workflowId);
	noteStart(story, seen, process.n8nVersion);
	if (seen.resumed) goOn(story, seen.prior, outputsOf);
	else tellApart(story, seen);
	return story;
}

/** What kind of run it is, by the node that it begins with; a retry and a part go on from what another one yielded. */
function tellApart(story: Story, { mode, startNode, partial, prior }: StartObserved): void {
	const facts = startNode === null ? undefined : story.facts.get(startNode);
	const type = facts?.type || null;
	story.triggerNode = facts?.name ?? null;
	story.triggerType = type === null ? null : capturedName(type, 'trigger_type');
	story.kind = executionKind(mode, type, partial);
	for (const { node, outputs } of prior) {
		outputs.forEach((counts, run) => recall(story.flow, nodeOf(story, node), run, counts));
	}
}

export function nodeOf(story: Story, name: string): NodeState {
	return nodeStateOf(story.nodes, story.facts, name);
}

/** The story of an execution whose start this process has not seen. */
export function joinStory(
	seen: Pick<StartObserved, 'at' | 'executionId' | 'mode' | 'retryOf' | 'workflow'>,
	silent: boolean,
	process: ProcessFacts,
): Story {
	const story = emptyStory(seen, silent, process);
	story.flow.lost = true;
	return story;
}

function emptyStory(
	seen: Pick<StartObserved, 'at' | 'executionId' | 'mode' | 'retryOf' | 'workflow'>,
	silent: boolean,
	process: ProcessFacts,
): Story {
	const limit = seen.workflow.settings?.executionTimeout;
	const executionId = capturedId(seen.executionId);
	return {
		executionId,
		runKeys: runKeys(executionId, 0),
		workflowId: capturedId(seen.workflow.id),
		workflowName: capturedName(seen.workflow.name, 'name'),
		mode: capturedName(seen.mode, 'mode'),
		retryOf: seen.retryOf === null ? null : capturedId(seen.retryOf),
		parentExecutionId: null,
		parentWorkflowId: null,
		kind: null,
		triggerNode: null,
		triggerType: null,
		workflowVersion: versionOf(seen),
		process,
		executes: true,
		fromStart: false,
		segment: 0,
		segmentStartedAt: seen.at,
		step: 0,
		newStep: null,
		nodes: new Map(),
		facts: nodeFactsOf(seen.workflow),
		openRuns: 0,
		flow: newItemFlow(),
		handledErrors: 0,
		itemErrors: new Map(),
		nodeRows: 0,
		rowsLeftOut: 0,
		undecided: [],
		performance: newPerformanceNotes(),
		failedNode: false,
		silent,
		timeoutSeconds: typeof limit === 'number' && limit > 0 ? limit : null,
		endedAt: null,
	};
}

/** What runs by hand is the draft, all else the published version; not every process of the host is told of it. */
function versionOf({ workflow, mode }: Pick<StartObserved, 'workflow' | 'mode'>): string | null {
	const { versionId, activeVersionId } = workflow as { versionId?: unknown; activeVersionId?: unknown };
	const version = mode === 'manual' || mode === 'evaluation' ? versionId : activeVersionId;
	return typeof version === 'string' && version !== '' ? capturedId(version) : null;
}

/**
 * Takes over what ran before the wait: step numbers, node counts and items go on. The number of the segment is
 * the number of runs that lie before it: the host's own data, the same in every process that sees the resume.
 */
function goOn(story: Story, prior: PriorNode[], outputsOf: OutputsOf): void {
	let runs = 0;
	for (const each of prior) {
		runs += each.runs;
		const node = nodeOf(story, each.node);
		node.runs = each.runs;
		node.failed = each.runs > 0 && each.failed;
		const declared = outputsOf(node.facts);
		for (let run = 0; run < each.runs; run++) {
			putOut(story.flow, node, run, each.outputs[run], declared);
			if (each.sources[run].length === 0) story.flow.itemsIn ??= sumOf(each.outputs[run]);
		}
	}
	// Only now, since a run may be listed before the one that fed it.
	for (const each of prior) {
		for (let run = 0; run < each.runs; run++) takeIn(story.flow, story.nodes, each.sources[run]);
	}
	story.step = runs;
	story.segment = Math.max(1, runs);
	story.runKeys = runKeys(story.executionId, story.segment);
}

function runKeys(executionId: string, segment: number): Story['runKeys'] {
	const end = `\0${segment}`;
	return { begin: `log\0${executionId}\0node\0`, first: `\0${0}${end}`, end };
}
