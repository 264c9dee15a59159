import type { ErrorRecord, Metadata } from '../model/records';
import { capturedId } from './captured-text';
import { fieldOf } from './error-record';
import { lateCountsRow } from './execution-row';
import { itemErrors, type ItemErrors } from './item-errors';
import { follow } from './item-flow';
import { unknownNode, type NodeFacts } from './node-facts';
import { capped, timesOfRun } from './node-run';
import { outputCounts, type EndObserved, type NodeEndObserved, type NodeStartObserved, type TryObserved } from './observation';
import type { OpenRun, OutputsOf } from './story';
import type { Telling } from './telling';

const MAX_UNDECIDED = 100;

export function tellNodeStart(telling: Telling, seen: NodeStartObserved): void {
	const { story } = telling;
	const node = story.facts.get(seen.node) ?? unknownNode(seen.node);
	story.step += 1;
	const open = story.open.get(seen.node) ?? [];
	const parent = openParent(telling, seen);
	open.push({ step: story.step, startedAt: seen.at, ...parent });
	story.open.set(seen.node, open);
	if (story.endedAt === null) story.newStep = { node: node.name, step: story.step, at: seen.at };
	if (!telling.wants('debug')) return;
	if (!telling.policy.nodeRows || story.nodeRows >= telling.policy.nodeRowsAtMost) return;
	telling.log({
		level: 'debug',
		at: seen.at,
		key: `node_start\0${story.step}`,
		message: `Node "${node.name}" started`,
		node,
		step: story.step,
		metadata: { ...parent },
	});
}

/** A node that starts another one while it still runs itself: an AI agent and its model, memory, tools. */
function openParent({ story }: Telling, { node, source }: NodeStartObserved): Partial<OpenRun> {
	const name = source[0]?.previousNode;
	if (name === undefined || name === node) return {};
	const runs = story.open.get(name);
	if (runs === undefined || runs.length === 0) return {};
	const parent = story.facts.get(name) ?? unknownNode(name);
	return { parent_node: parent.name, parent_step: runs[runs.length - 1].step };
}

/** A failed try that another one follows is an error that the execution goes on from; the last one is the run's own. */
export function tellTry(telling: Telling, seen: TryObserved): void {
	const { story } = telling;
	const key = `${seen.runIndex}\0${seen.node}`;
	const number = (story.tries.get(key) ?? 0) + 1;
	if (seen.error === undefined || number >= seen.tries) {
		story.tries.delete(key);
		return;
	}
	story.tries.set(key, number);
	const node = story.facts.get(seen.node) ?? unknownNode(seen.node);
	const metadata = { try: number, tries: seen.tries };
	const row = telling.makeError(seen.error, {
		at: seen.at,
		node,
		runIndex: seen.runIndex,
		handled: true,
		part: `try ${number}`,
		metadata,
	});
	story.handledErrors += 1;
	telling.error(row);
	telling.log({
		level: 'warn',
		at: seen.at,
		key: `try\0${key}\0${number}`,
		message: `Node "${node.name}" failed at try ${number} of ${seen.tries}: ${row.error_message}`,
		node,
		metadata: { run_index: seen.runIndex, ...metadata, error_type: row.error_type },
	});
}

/** @param outputsOf how many main outputs a node has */
export function tellNodeEnd(telling: Telling, seen: NodeEndObserved, outputsOf: OutputsOf): void {
	const { story } = telling;
	const { task } = seen;
	const node = story.facts.get(seen.node) ?? unknownNode(seen.node);
	const open = story.open.get(seen.node)?.pop();
	const step = open?.step ?? (story.step += 1);
	const { duration, endedAt } = timesOfRun(seen, open?.startedAt);
	story.tries.delete(`${seen.runIndex}\0${seen.node}`);
	if (task.executionStatus === 'waiting') {
		const key = `node_wait\0${seen.node}\0${seen.runIndex}`;
		telling.log({ level: 'info', at: endedAt, key, message: `Node "${node.name}" waits`, node, step });
		return;
	}
	const failed = task.error !== undefined || task.executionStatus === 'error';
	const handled = failed && node.continues;
	const outputs = outputCounts(task);
	const declared = outputsOf(node);
	const { itemsIn, itemsOut } = follow(story.flow, seen.node, seen.runIndex, outputs, task.source ?? [], declared);
	const runs = (story.nodes.get(seen.node)?.runs ?? 0) + 1;
	story.nodes.set(seen.node, { runs, failed: failed && !handled });
	const error = failed ? nodeError(telling, seen, node, endedAt, handled) : null;
	const items = failed ? null : itemErrors(telling, seen, node, endedAt, declared);
	const { within, beyond } = capped({
		duration,
		items_in: itemsIn,
		items_out: task.data?.main === undefined ? null : itemsOut,
	});
	telling.nodeLog(
		{
			level: error !== null ? 'error' : items !== null ? 'warn' : 'info',
			at: endedAt,
			key: `node\0${seen.node}\0${seen.runIndex}`,
			message: wordsOf(node, error, items),
			node,
			step,
			duration: within.duration ?? 0,
			itemsIn: within.items_in,
			itemsOut: within.items_out,
			metadata: marksOf(seen, node, open, { outputs, error, items, beyond }),
		},
		error !== null || items !== null,
	);
	if (story.endedAt !== null) telling.execution(lateCountsRow(story));
}

/** Runs that ended and that no hook told of, since the engine failed right behind them; the end's report has them. */
export function tellUntoldRuns(telling: Telling, seen: EndObserved, outputsOf: OutputsOf): void {
	const { story } = telling;
	const runData = seen.run.data?.resultData?.runData;
	if (runData === undefined) return;
	for (const [node, open] of story.open) {
		if (open.length === 0 || !Object.hasOwn(runData, node)) continue;
		const runIndex = runData[node].length - 1;
		const task = runData[node][runIndex];
		const told = story.nodes.get(node)?.runs ?? 0;
		// A retry brings runs along that lie before it.
		if (runIndex < told || task.startTime < story.segmentStartedAt) continue;
		tellNodeEnd(telling, { ...seen, kind: 'node_end', node, runIndex, task, pinned: false }, outputsOf);
	}
}

interface Findings {
	outputs: number[];
	error: ErrorRecord | null;
	items: ItemErrors | null;
	/** Figures beyond their columns. */
	beyond: object | null;
}

/** What else there is to say of a run. Set one by one: spreading objects would cost more than all the rest of it. */
function marksOf(seen: NodeEndObserved, node: NodeFacts, open: OpenRun | undefined, found: Findings): Metadata {
	const marks: Metadata = { run_index: seen.runIndex };
	if (found.outputs.length > 1) marks.outputs = found.outputs;
	if (node.disabled) marks.disabled = true;
	else if (seen.pinned) marks.pinned = true;
	if (open?.parent_node !== undefined) {
		marks.parent_node = open.parent_node;
		marks.parent_step = open.parent_step;
	}
	const child = subExecutionOf(seen);
	if (child !== null) marks.sub_execution_id = child;
	if (found.error !== null) {
		marks.error_type = found.error.error_type;
		marks.handled = found.error.handled;
	}
	if (found.items !== null) marks.error_items = found.items.count;
	if (found.beyond !== null) marks.capped = found.beyond;
	return marks;
}

/** The execution that a run has started, as the host names it; of several it names none. */
function subExecutionOf({ task }: NodeEndObserved): string | null {
	const id = task.metadata?.subExecution?.executionId ?? fieldOf(task.error, 'executionId');
	return typeof id === 'string' ? capturedId(id) : null;
}

function wordsOf(node: NodeFacts, error: ErrorRecord | null, items: ItemErrors | null): string {
	if (error !== null) return `Node "${node.name}" failed: ${error.error_message}`;
	if (items === null) return `Node "${node.name}" finished`;
	const count = items.count === 1 ? '1 item failed' : `${items.count} items failed`;
	return `Node "${node.name}" finished, ${count}: ${items.message}`;
}

/** The error row of a failed run. Where the workflow seems to go on, the execution's end decides. */
function nodeError(
	telling: Telling,
	seen: NodeEndObserved,
	node: NodeFacts,
	at: number,
	handled: boolean,
): ErrorRecord {
	const { story } = telling;
	const row = telling.makeError(seen.task.error, { at, node, runIndex: seen.runIndex, handled });
	if (handled && story.undecided.length < MAX_UNDECIDED && story.endedAt === null) {
		story.undecided.push({ error: row, node: seen.node });
		return row;
	}
	if (handled) story.handledErrors += 1;
	else story.failedNode = true;
	telling.error(row);
	return row;
}
