import { INTEGER_MAX } from '../model/limits';
import type { ErrorRecord, LogRecord, Metadata } from '../model/records';
import type { NodeUse } from '../model/usage';
import { capturedId } from './captured-text';
import { fieldOf } from './error-record';
import type { ItemErrors } from './item-errors';
import type { NodeFacts } from './node-facts';
import { beyondColumns } from './node-run';
import type { OpenRun, RunOutputs } from './node-state';
import type { EndedRun } from './observation';
import type { Story } from './story';

/** What a finished run came to. */
export interface RunEnd {
	seen: EndedRun;
	node: NodeFacts;
	/** As it was told when it began; null where that was not seen. */
	open: OpenRun | null;
	step: number;
	/** ms since the epoch, and ms */
	at: number;
	duration: number;
	itemsIn: number | null;
	itemsOut: number | null;
	counts: RunOutputs;
	error: ErrorRecord | null;
	items: ItemErrors | null;
}

/** The row of a finished run: the one that most rows are, so made with as few objects as can be. */
export function nodeRow(story: Story, run: RunEnd): LogRecord {
	const { seen, node, duration, itemsIn, itemsOut } = run;
	const metadata = marksOf(run);
	if (duration > INTEGER_MAX || (itemsIn ?? 0) > INTEGER_MAX || (itemsOut ?? 0) > INTEGER_MAX) {
		metadata.capped = beyondColumns({ duration, items_in: itemsIn, items_out: itemsOut });
	}
	return {
		id_key: runKey(story, seen),
		workflow_id: story.workflowId,
		execution_id: story.executionId,
		log_level: run.error !== null ? 'error' : run.items !== null ? 'warn' : 'info',
		message: wordsOf(run),
		timestamp: run.at,
		node_id: node.id,
		node_name: node.name,
		step_number: run.step,
		duration: Math.min(duration, INTEGER_MAX),
		items_in: itemsIn === null ? null : Math.min(itemsIn, INTEGER_MAX),
		items_out: itemsOut === null ? null : Math.min(itemsOut, INTEGER_MAX),
		metadata,
	};
}

/** The same at every repetition. Of parts that are there already: most runs are the first of their node. */
function runKey({ runKeys }: Story, { node, runIndex }: EndedRun): string {
	return runKeys.begin + node + (runIndex === 0 ? runKeys.first : `\0${runIndex}${runKeys.end}`);
}

/** What else there is to say of a run. Set one by one: spreading objects would cost more than all the rest of it. */
function marksOf({ seen, node, open, counts, error, items }: RunEnd): Metadata {
	const marks: Metadata = { run_index: seen.runIndex };
	if (typeof counts !== 'number' && counts.length > 1) marks.outputs = counts;
	if (node.disabled) marks.disabled = true;
	else if (seen.pinned) marks.pinned = true;
	if (open !== null && open.parent !== null) {
		marks.parent_node = open.parent.node;
		marks.parent_step = open.parent.step;
	}
	const child = subExecutionOf(seen);
	if (child !== null) marks.sub_execution_id = child;
	if (error !== null) {
		marks.error_type = error.error_type;
		marks.handled = error.handled;
	}
	if (items !== null) marks.error_items = items.count;
	if (seen.use) markUse(marks, seen.use);
	return marks;
}

/** What went over the network; null where a task runner has done the work, of which nothing is seen. */
function markUse(marks: Metadata, { network, outside }: NodeUse): void {
	marks.network = network;
	if (outside) marks.task_runner = true;
}

/** The execution that a run has started, as the host names it; of several it names none. */
function subExecutionOf({ task }: EndedRun): string | null {
	if (task.metadata === undefined && task.error === undefined) return null;
	const id = task.metadata?.subExecution?.executionId ?? fieldOf(task.error, 'executionId');
	return typeof id === 'string' ? capturedId(id) : null;
}

function wordsOf({ node, error, items }: RunEnd): string {
	if (error !== null) return `Node "${node.name}" failed: ${error.error_message}`;
	if (items === null) return node.finished;
	const count = items.count === 1 ? '1 item failed' : `${items.count} items failed`;
	return `${node.finished}, ${count}: ${items.message}`;
}
