import type { ErrorRecord } from '../model/records';
import { lateCountsRow } from './execution-row';
import { itemErrors } from './item-errors';
import { follow, sumOf } from './item-flow';
import { tellModelUsage } from './model-usage';
import type { NodeFacts } from './node-facts';
import { hasSaneTimes, wholeMs } from './node-run';
import type { OpenRun } from './node-state';
import { outputCounts, type EndedRun, type EndObserved, type NodeStartObserved, type TryObserved } from './observation';
import { noteRun } from './performance-notes';
import { nodeOf, type OutputsOf, type Story } from './story';
import type { Telling } from './telling';

const MAX_UNDECIDED = 100;

/** Takes note of a run that begins; a row of it is `tellNodeStart`'s. */
export function openRun(story: Story, seen: NodeStartObserved): OpenRun {
	const node = nodeOf(story, seen.node);
	story.step += 1;
	const parent = openParent(story, seen);
	story.openRuns += 1;
	node.open = { node: node.facts.name, step: story.step, startedAt: seen.at, parent, inside: 0, before: node.open };
	if (story.endedAt === null) story.newStep = node.open;
	return node.open;
}

/** A node that starts another one while it still runs itself: an AI agent and its model, memory, tools. */
function openParent({ nodes }: Story, { node, source }: NodeStartObserved): OpenRun | null {
	const name = source[0]?.previousNode;
	return name === undefined || name === node ? null : (nodes.get(name)?.open ?? null);
}

export function tellNodeStart(telling: Telling, { node, step, startedAt, parent }: OpenRun, key: string): void {
	const { story, policy } = telling;
	if (!policy.nodeRows || story.nodeRows >= policy.nodeRowsAtMost) return;
	telling.log({
		level: 'debug',
		at: startedAt,
		key: `node_start\0${step}`,
		message: `Node "${node}" started`,
		node: nodeOf(story, key).facts,
		step,
		metadata: parent === null ? {} : { parent_node: parent.node, parent_step: parent.step },
	});
}

/** A failed try that another one follows is an error that the execution goes on from; the last one is the run's own. */
export function tellTry(telling: Telling, seen: TryObserved): void {
	const { story } = telling;
	const state = nodeOf(story, seen.node);
	const number = state.tries + 1;
	const goesOn = seen.error !== undefined && number < seen.tries;
	state.tries = goesOn ? number : 0;
	if (!goesOn) return;
	const node = state.facts;
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
		key: `try\0${seen.runIndex}\0${seen.node}\0${number}`,
		message: `Node "${node.name}" failed at try ${number} of ${seen.tries}: ${row.error_message}`,
		node,
		metadata: { run_index: seen.runIndex, ...metadata, error_type: row.error_type },
	});
}

/** @param outputsOf how many main outputs a node has */
export function tellNodeEnd(telling: Telling, seen: EndedRun, outputsOf: OutputsOf): void {
	const { story } = telling;
	const { task, runIndex } = seen;
	const state = nodeOf(story, seen.node);
	const node = state.facts;
	const { open } = state;
	if (open !== null) {
		state.open = open.before;
		story.openRuns -= 1;
	}
	const step = open?.step ?? (story.step += 1);
	const sane = hasSaneTimes(seen);
	const duration = sane ? task.executionTime : open === null ? 0 : seen.at - open.startedAt;
	const at = sane ? task.startTime + task.executionTime : seen.at;
	state.tries = 0;
	if (task.executionStatus === 'waiting') {
		const key = `node_wait\0${seen.node}\0${runIndex}`;
		telling.log({ level: 'info', at, key, message: `Node "${node.name}" waits`, node, step });
		return;
	}
	const failed = task.error !== undefined || task.executionStatus === 'error';
	const handled = failed && node.continues;
	const counts = outputCounts(task);
	const declared = outputsOf(node);
	const itemsIn = follow(story, state, runIndex, counts, task.source ?? [], declared);
	const itemsOut = task.data?.main === undefined ? null : sumOf(counts);
	state.runs += 1;
	state.failed = failed && !handled;
	const error = failed ? nodeError(telling, seen, node, at, handled) : null;
	const items = failed || !node.continues ? null : itemErrors(telling, seen, node, at, declared);
	const end = { seen, node, open, step, at, duration: wholeMs(duration), itemsIn, itemsOut, counts, error, items };
	noteRun(story, state, end);
	tellModelUsage(telling, end);
	telling.nodeRow(end);
	if (story.endedAt !== null) telling.execution(lateCountsRow(story));
}

/** Runs that ended and that no hook told of, since the engine failed right behind them; the end's report has them. */
export function tellUntoldRuns(telling: Telling, { run, at }: EndObserved, outputsOf: OutputsOf): void {
	const { story } = telling;
	const runData = run.data?.resultData?.runData;
	if (runData === undefined || story.openRuns === 0) return;
	for (const [node, { open, runs }] of story.nodes) {
		if (open === null || !Object.hasOwn(runData, node)) continue;
		const runIndex = runData[node].length - 1;
		const task = runData[node][runIndex];
		// A retry brings runs along that lie before it.
		if (runIndex < runs || task.startTime < story.segmentStartedAt) continue;
		tellNodeEnd(telling, { at, node, runIndex, task, pinned: false, use: null }, outputsOf);
	}
}

/** The error row of a failed run. Where the workflow seems to go on, the execution's end decides. */
function nodeError(
	telling: Telling,
	seen: EndedRun,
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
