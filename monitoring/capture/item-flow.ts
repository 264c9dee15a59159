import type { ISourceData } from 'n8n-workflow';

/** Beyond this many node runs the items of an execution are no longer followed, and their sums are unknown. */
const MAX_RUNS = 20_000;

/**
 * Follows items through an execution: which outputs fed another run, and which are the ends. Numbers only.
 * Plain data, so that a newer copy of the package can take it over.
 */
export interface ItemFlow {
	/** Items by output, for each run of each node, in the order of runs. */
	outputs: Map<string, number[][]>;
	/** Items of outputs that have fed nothing so far, keyed by node, run and output. */
	unfed: Map<string, number>;
	itemsIn: number | null;
	runs: number;
	lost: boolean;
}

export function newItemFlow(): ItemFlow {
	return { outputs: new Map(), unfed: new Map(), itemsIn: null, runs: 0, lost: false };
}

/**
 * Takes in one finished run.
 *
 * @param outputs items by main output
 * @param declared how many outputs the node's type declares; the host fills hidden ones too, and they count
 * for the run but never as an end of the execution; null where that is not known
 * @returns how many items went into the run and came out of it; null where unknown
 */
export function follow(
	flow: ItemFlow,
	node: string,
	runIndex: number,
	outputs: number[],
	source: Array<ISourceData | null>,
	declared: number | null,
): { itemsIn: number | null; itemsOut: number } {
	const itemsOut = outputs.reduce((sum, count) => sum + count, 0);
	if (flow.runs >= MAX_RUNS) giveUp(flow);
	if (flow.lost) return { itemsIn: null, itemsOut };
	const itemsIn = takeIn(flow, source);
	if (flow.itemsIn === null && source.length === 0) flow.itemsIn = itemsOut;
	putOut(flow, node, runIndex, outputs, declared);
	return { itemsIn, itemsOut };
}

function giveUp(flow: ItemFlow): void {
	flow.lost = true;
	flow.outputs.clear();
	flow.unfed.clear();
}

/** Remembers what a run yielded. */
export function putOut(
	flow: ItemFlow,
	node: string,
	runIndex: number,
	outputs: number[],
	declared: number | null,
): void {
	recall(flow, node, runIndex, outputs);
	outputs.forEach((count, output) => {
		if (declared === null || output < declared) flow.unfed.set(key(node, runIndex, output), count);
	});
}

/** Remembers a run that an earlier execution made, and that this one goes on from: it feeds runs and is no end. */
export function recall(flow: ItemFlow, node: string, runIndex: number, outputs: number[]): void {
	const runs = flow.outputs.get(node) ?? [];
	runs[runIndex] = outputs;
	flow.outputs.set(node, runs);
	flow.runs += 1;
}

/** Items that came out at the ends; null where not everything was seen. */
export function itemsAtEnds(flow: ItemFlow): number | null {
	if (flow.lost) return null;
	let sum = 0;
	for (const count of flow.unfed.values()) sum += count;
	return sum;
}

/** Marks outputs as fed and says how many items they held; null where none of them was seen. */
export function takeIn(flow: ItemFlow, source: Array<ISourceData | null>): number | null {
	let sum: number | null = null;
	for (const each of source) {
		if (each === null || each === undefined) continue;
		const output = each.previousNodeOutput ?? 0;
		const run = each.previousNodeRun ?? 0;
		flow.unfed.delete(key(each.previousNode, run, output));
		const count = flow.outputs.get(each.previousNode)?.[run]?.[output];
		if (count !== undefined) sum = (sum ?? 0) + count;
	}
	return sum;
}

function key(node: string, run: number, output: number): string {
	return `${run}\0${output}\0${node}`;
}
