import type { INodeExecutionData, ITaskData } from 'n8n-workflow';
import type { NodeFacts } from './node-facts';

/** An item by which a node that goes on says what went wrong with it. */
export interface ErrorItem {
	/** As the node put it out: a text, an error, or an object like one. */
	error: unknown;
	/** The place of the item that it is about, among the node's input; null where the host does not say. */
	itemIndex: number | null;
}

export interface ErrorItems {
	/** The first ones, at most `LISTED_AT_MOST`. */
	listed: ErrorItem[];
	count: number;
}

const LISTED_AT_MOST = 50;
/** Of more items than this only the first are looked at: the rest is not counted. */
const LOOKED_AT_MOST = 10_000;

/** What an item consists of where the host takes it for an error. */
const ERROR_FIELDS = new Set(['error', 'message', 'details']);

/**
 * The items of a successful run that are errors. Only nodes that go on when they fail make them: all items of
 * their error output, and elsewhere those that the host itself would take for one. A field called `error` that is
 * null, empty or false is none, nor is one of many fields of a business object.
 */
export function errorItems(task: ITaskData, node: NodeFacts, outputs: number | null): ErrorItems {
	const found: ErrorItems = { listed: [], count: 0 };
	const main = task.data?.main;
	if (!node.continues || main === undefined) return found;
	const errorOutput = node.errorOutput ? (outputs ?? main.length) - 1 : -1;
	let budget = LOOKED_AT_MOST;
	for (let output = 0; output < main.length; output++) {
		for (const item of main[output] ?? []) {
			budget -= 1;
			if (budget < 0) return found;
			const error = output === errorOutput && output > 0 ? errorIn(item) : errorOf(item);
			if (error === undefined) continue;
			found.count += 1;
			if (found.listed.length < LISTED_AT_MOST) found.listed.push({ error, itemIndex: indexOf(item) });
		}
	}
	return found;
}

/** Whether the host itself would take the item for an error. */
export function isErrorItem(item: INodeExecutionData): boolean {
	return errorOf(item) !== undefined;
}

/** Of an item that is known to be one. */
function errorIn(item: INodeExecutionData): unknown {
	return item.error ?? (item.json as { error?: unknown } | undefined)?.error ?? 'Item in the error output';
}

function errorOf(item: INodeExecutionData): unknown {
	if (item.error) return item.error;
	const { json } = item;
	if (json === null || typeof json !== 'object') return undefined;
	const { error } = json as { error?: unknown };
	if (!error || (typeof error === 'string' && error.trim() === '')) return undefined;
	if (typeof error !== 'object') return isBare(json) ? error : undefined;
	return isErrorLike(error) || (Object.keys(error).length > 0 && isBare(json)) ? error : undefined;
}

function isBare(json: object): boolean {
	return Object.keys(json).every((field) => ERROR_FIELDS.has(field));
}

/** As errors look when they are turned into data: nobody calls fields of a business object so. */
function isErrorLike(value: object): boolean {
	const { message, stack, name } = value as Record<string, unknown>;
	return typeof message === 'string' && typeof stack === 'string' && typeof name === 'string';
}

function indexOf({ pairedItem }: INodeExecutionData): number | null {
	const first = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	if (typeof first === 'number') return first;
	return typeof first?.item === 'number' ? first.item : null;
}
