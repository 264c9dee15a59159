import type { IRun } from 'n8n-workflow';
import type { ErrorRecord } from '../model/records';
import { isStalled, type ReportedEnd } from './end-of-execution';
import { unknownNode } from './node-facts';
import { raised } from './severity-steps';
import { nodeOf } from './story';
import type { Telling } from './telling';

/** What the end of an execution says of errors: rows to write, and the one that ended it. */
export interface DecidedErrors {
	rows: ErrorRecord[];
	fatal: ErrorRecord | null;
}

/**
 * Now that the outcome is known: which swallowed errors were handled, and whose error ended the execution.
 * Counts in the story follow.
 */
export function decideErrors(
	telling: Telling,
	end: ReportedEnd,
	report: { run: IRun; at: number; lastNode: string | null },
): DecidedErrors {
	const { story } = telling;
	const failed = end.status === 'error' || end.status === 'crashed';
	const rows: ErrorRecord[] = [];
	// A node that "continues" but is the last one lets the execution end as failed all the same.
	const last = story.undecided[story.undecided.length - 1];
	const uncaught =
		failed && !story.failedNode && last?.error.node_name === report.lastNode ? last : undefined;
	for (const each of story.undecided) {
		if (each === uncaught) {
			const node = nodeOf(story, each.node);
			node.runs = Math.max(1, node.runs);
			node.failed = true;
			rows.push({ ...each.error, handled: false, severity: raised(each.error.severity) });
		} else {
			story.handledErrors += 1;
			rows.push(each.error);
		}
	}
	story.undecided = [];
	if (!failed) return { rows, fatal: null };
	const fatal = fatalError(telling, end, report);
	// What a node's own error has told, and what the executing process tells, is not told again.
	const told = story.failedNode || uncaught !== undefined;
	const elsewhere = end.source === 'enqueuer' && !isStalled(report.run);
	if (!told && !elsewhere) rows.push(fatal);
	return { rows, fatal };
}

function fatalError(
	telling: Telling,
	end: ReportedEnd,
	{ run, at, lastNode }: { run: IRun; at: number; lastNode: string | null },
): ErrorRecord {
	const error = run.data?.resultData?.error as { node?: { name?: unknown } } | undefined;
	const named = error?.node?.name;
	const node = typeof named === 'string' ? named : error === undefined ? null : lastNode;
	return telling.makeError(error ?? { message: 'Execution crashed', name: 'WorkflowCrashedError' }, {
		at: end.finishedAt ?? at,
		node: node === null ? null : (telling.story.facts.get(node) ?? unknownNode(node)),
		runIndex: null,
		handled: false,
	});
}
