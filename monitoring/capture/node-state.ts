import { unknownNode, type FactsByName, type NodeFacts } from './node-facts';

/** A node run that has started and not ended. */
export interface OpenRun {
	/** The node's name as it is stored. */
	node: string;
	step: number;
	/** ms since the epoch */
	startedAt: number;
	/** The run of another node within which it runs. */
	parent: OpenRun | null;
	/** ms that runs of other nodes within it, and executions that it waits for, have taken. */
	inside: number;
	/** An earlier run of the node that has not ended either. */
	before: OpenRun | null;
}

/** What one node has done in an execution so far. */
export interface NodeState {
	facts: NodeFacts;
	runs: number;
	/** Its last run failed, and nothing went on from there. */
	failed: boolean;
	/** The run that started last and has not ended; AI sub-nodes run inside of others. */
	open: OpenRun | null;
	/** Failed tries of its present run. */
	tries: number;
	/** ms that it has worked itself in this segment. */
	selfTime: number;
	/** What its runs yielded, see `item-flow.ts`. */
	outputs: RunOutputs[];
}

/** Items of one run: one number where the node has one output, else one for each. */
export type RunOutputs = number | number[];

/** Shared, never written to. */
const NONE: RunOutputs[] = [];

/** The state of a node, made where it is seen for the first time. */
export function nodeStateOf(nodes: Map<string, NodeState>, facts: FactsByName, name: string): NodeState {
	const before = nodes.get(name);
	if (before !== undefined) return before;
	const state = { facts: facts.get(name) ?? unknownNode(name), runs: 0, failed: false, open: null, tries: 0, selfTime: 0, outputs: NONE };
	nodes.set(name, state);
	return state;
}
