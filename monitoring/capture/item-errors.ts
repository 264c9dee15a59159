import type { ErrorRecord } from '../model/records';
import { errorItems } from './error-items';
import { messageOf } from './error-record';
import type { NodeFacts } from './node-facts';
import type { EndedRun } from './observation';
import type { Telling } from './telling';

/** So many different errors of the items of one run are written; all items are counted. */
const ITEM_ERRORS_AT_MOST = 5;
const ITEM_ERRORS_REMEMBERED = 200;

/** Two nodes of one type fail alike by themselves; one of another type has the error from the first. */
function isHandedOn({ story }: Telling, maker: string, node: string): boolean {
	return maker !== node && story.facts.get(maker)?.type !== story.facts.get(node)?.type;
}

export interface ItemErrors {
	count: number;
	/** Of the first one. */
	message: string;
}

/**
 * Errors that a node has put into its items instead of failing: one row for each different one. An error item that
 * another node has made, and that is only handed on, is told where it was made.
 */
export function itemErrors(
	telling: Telling,
	seen: EndedRun,
	node: NodeFacts,
	at: number,
	declared: number | null,
): ItemErrors | null {
	const { story } = telling;
	const { listed, count } = errorItems(seen.task, node, declared);
	if (count === 0) return null;
	const rows = new Map<string, ErrorRecord & { count: number }>();
	let handedOn = 0;
	for (const { error, itemIndex } of listed) {
		const row = telling.makeError(error, {
			at,
			node,
			runIndex: seen.runIndex,
			handled: true,
			part: `item ${rows.size}`,
			metadata: itemIndex === null ? {} : { item_index: itemIndex },
		});
		// The text of the row says nothing where it is redacted.
		const text = telling.policy.redacted ? messageOf(error) : row.error_message;
		const maker = story.itemErrors.get(text);
		if (maker !== undefined && isHandedOn(telling, maker, seen.node)) {
			handedOn += 1;
			continue;
		}
		if (story.itemErrors.size < ITEM_ERRORS_REMEMBERED) story.itemErrors.set(text, seen.node);
		const same = rows.get(row.fingerprint ?? '');
		if (same !== undefined) same.count += 1;
		else if (rows.size < ITEM_ERRORS_AT_MOST) rows.set(row.fingerprint ?? '', { ...row, count: 1 });
	}
	const own = handedOn === listed.length ? 0 : count - handedOn;
	const [first] = rows.values();
	if (own === 0 || first === undefined) return null;
	for (const { count: itemCount, ...row } of rows.values()) {
		telling.error({ ...row, metadata: { ...row.metadata, item_count: itemCount } });
	}
	story.handledErrors += own;
	return { count: own, message: first.error_message };
}
