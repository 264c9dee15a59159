import { readJson } from './json-text';

/** Where JSON may begin within a text: a list or an object with something in it, or such a one as a string. */
const BEGIN = /\{\s*"|\[\s*[[{"]|"\s*[[{]\s*\\/g;
const TRIES_MAX = 50;
const SIZE_MAX = 200_000;

/** Rewrites each piece of JSON that stands within a text; `write` is given its value and gives back its masked one. */
export function rewriteJsonWithin(text: string, rewrite: (value: unknown) => unknown): string {
	let result = '';
	let from = 0;
	let left = TRIES_MAX;
	let looked = 0;
	BEGIN.lastIndex = 0;
	// The expression is shared, and what is rewritten may hold texts with JSON in them: places are kept by hand.
	for (
		let at = nextBegin(text, 0);
		at >= 0 && left > 0 && looked <= 2 * text.length;
		at = nextBegin(text, at)
	) {
		left -= 1;
		const end = endOf(text, at);
		looked += (end ?? Math.min(text.length, at + SIZE_MAX)) - at;
		const json = end === undefined ? undefined : readJson(text.slice(at, end));
		if (json === undefined || end === undefined) {
			at += 1;
			continue;
		}
		result += text.slice(from, at) + json.write(rewrite(json.value));
		from = end;
		at = end;
	}
	return from === 0 ? text : result + text.slice(from);
}

function nextBegin(text: string, from: number): number {
	BEGIN.lastIndex = from;
	return BEGIN.exec(text)?.index ?? -1;
}

/** Where the bracket or the quote that opens at a place is closed. */
function endOf(text: string, start: number): number | undefined {
	const max = Math.min(text.length, start + SIZE_MAX);
	if (text[start] === '"') return endOfString(text, start, max);
	let depth = 0;
	for (let at = start; at < max; at += 1) {
		const sign = text[at];
		if (sign === '"') at = (endOfString(text, at, max) ?? max) - 1;
		else if (sign === '{' || sign === '[') depth += 1;
		else if (sign === '}' || sign === ']') depth -= 1;
		if (depth === 0) return at + 1;
	}
	return undefined;
}

function endOfString(text: string, start: number, max: number): number | undefined {
	for (let at = start + 1; at < max; at += 1) {
		if (text[at] === '\\') at += 1;
		else if (text[at] === '"') return at + 1;
		else if (text[at] === '\n') return undefined;
	}
	return undefined;
}
