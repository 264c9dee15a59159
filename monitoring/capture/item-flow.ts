import type { ISourceData } from 'n8n-workflow';
import type { NodeState, RunOutputs } from './node-state';

/** Beyond this many node runs the items of an execution are no longer followed, and their sums are unknown. */
const MAX_RUNS = 20_000;

/**
 * Follows items through an execution: which outputs fed another run, and which are the ends. Numbers only; those of
 * each run stand with its node, negative (as their complement) once they are no end of the execution.
 * Plain data, so that a newer copy of the package can take it over.
 */
export interface ItemFlow {
	itemsIn: number | null;
	/** Items of outputs that have fed nothing so far. */
	atEnds: number;
	runs: number;
	lost: boolean;
}

export function newItemFlow(): ItemFlow {
	return { itemsIn: null, atEnds: 0, runs: 0, lost: false };
}

type Nodes = ReadonlyMap<string, NodeState>;
type Source = ReadonlyArray<ISourceData | null>;

/**
 * Takes in one finished run.
 *
 * @param counts items by main output
 * @param declared how many outputs the node's type declares; the host fills hidden ones too, and they count
 * for the run but never as an end of the execution; null where that is not known
 * @returns how many items went into the run; null where unknown
 */
export function follow(
	{ flow, nodes }: { flow: ItemFlow; nodes: Nodes },
	node: NodeState,
	runIndex: number,
	counts: RunOutputs,
	source: Source,
	declared: number | null,
): number | null {
	if (flow.runs >= MAX_RUNS && !flow.lost) giveUp(flow, nodes);
	if (flow.lost) return null;
	const itemsIn = takeIn(flow, nodes, source);
	if (flow.itemsIn === null && source.length === 0) flow.itemsIn = sumOf(counts);
	putOut(flow, node, runIndex, counts, declared);
	return itemsIn;
}

export function sumOf(counts: RunOutputs): number {
	if (typeof counts === 'number') return counts;
	let sum = 0;
	for (const count of counts) sum += count;
	return sum;
}

function giveUp(flow: ItemFlow, nodes: Nodes): void {
	flow.lost = true;
	for (const node of nodes.values()) node.outputs = [];
}

/** Remembers what a run yielded. */
export function putOut(
	flow: ItemFlow,
	node: NodeState,
	runIndex: number,
	counts: RunOutputs,
	declared: number | null,
): void {
	if (typeof counts === 'number') {
		const isEnd = declared === null || declared > 0;
		if (isEnd) flow.atEnds += counts;
		remember(flow, node, runIndex, isEnd ? counts : ~counts);
		return;
	}
	const outputs: number[] = [];
	for (let output = 0; output < counts.length; output++) {
		const isEnd = declared === null || output < declared;
		if (isEnd) flow.atEnds += counts[output];
		outputs.push(isEnd ? counts[output] : ~counts[output]);
	}
	remember(flow, node, runIndex, outputs);
}

/** Remembers a run that an earlier execution made, and that this one goes on from: it feeds runs and is no end. */
export function recall(flow: ItemFlow, node: NodeState, runIndex: number, counts: RunOutputs): void {
	remember(flow, node, runIndex, typeof counts === 'number' ? ~counts : counts.map((count) => ~count));
}

function remember(flow: ItemFlow, node: NodeState, runIndex: number, outputs: RunOutputs): void {
	flow.runs += 1;
	// Most nodes run once: a list that is made with its one element takes a tenth of one that grows.
	if (runIndex === 0 && node.outputs.length === 0) node.outputs = [outputs];
	else if (node.outputs.length === 0) {
		node.outputs = [];
		node.outputs[runIndex] = outputs;
	} else node.outputs[runIndex] = outputs;
}

/** Items that came out at the ends; null where not everything was seen. */
export function itemsAtEnds(flow: ItemFlow): number | null {
	return flow.lost ? null : flow.atEnds;
}

/** Marks outputs as fed and says how many items they held; null where none of them was seen. */
export function takeIn(flow: ItemFlow, nodes: Nodes, source: Source): number | null {
	let sum: number | null = null;
	for (let index = 0; index < source.length; index++) {
		const each = source[index];
		if (each === null || each === undefined) continue;
		const runs = nodes.get(each.previousNode)?.outputs;
		const run = each.previousNodeRun ?? 0;
		const outputs = runs?.[run];
		if (runs === undefined || outputs === undefined) continue;
		const output = each.previousNodeOutput ?? 0;
		const held = typeof outputs !== 'number' ? outputs[output] : output === 0 ? outputs : undefined;
		if (held === undefined) continue;
		sum = (sum ?? 0) + (held < 0 ? ~held : held);
		if (held < 0) continue;
		flow.atEnds -= held;
		if (typeof outputs === 'number') runs[run] = ~held;
		else outputs[output] = ~held;
	}
	return sum;
}
