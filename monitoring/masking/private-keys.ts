import { MASK } from './marker';

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|Private-Lines: \d+/g;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;

/** What stands between the first line and the body: how the key is encrypted, with real or escaped line ends. */
const HEADERS =
	/(?:[\s"',|>+]|\\+[nrt]?){0,20}(?:(?:Proc-Type|DEK-Info|Version|Comment): ?[^\r\n\\]{0,120}(?:[\s"',|>+]|\\+[nrt]?){0,20}){0,4}/y;

/** A line of a key. An escaped line end before it (`\n`) only adds a letter to it. */
const LINE = /[A-Za-z0-9+/=]+/g;
const LINE_MIN = 16;
const GAP_MAX = 24;
const KEY_MAX = 20_000;

/** Masks private keys in PEM and similar forms, also where their beginning or their end was cut off. */
export function maskPrivateKeys(text: string): string {
	if (!text.includes('PRIVATE KEY') && !text.includes('Private-Lines')) return text;
	return maskTails(maskWhole(text));
}

function maskWhole(text: string): string {
	let result = '';
	let from = 0;
	BEGIN.lastIndex = 0;
	for (let begin = BEGIN.exec(text); begin !== null; begin = BEGIN.exec(text)) {
		const start = begin.index + begin[0].length;
		const end = bodyEnd(text, start);
		result += text.slice(from, start) + (end > start ? MASK : '');
		from = end;
		BEGIN.lastIndex = end;
	}
	return result + text.slice(from);
}

/** Where a key's body ends: at its last line, or where its lines stop because the text was cut. */
function bodyEnd(text: string, start: number): number {
	if (text.startsWith(MASK, start)) return start;
	const window = text.slice(start, start + KEY_MAX);
	const next = window.indexOf('-----');
	if (next >= 0 && window.startsWith('-----END', next)) return start + next;
	HEADERS.lastIndex = 0;
	const headers = HEADERS.exec(window)?.[0].length ?? 0;
	let end = headers;
	LINE.lastIndex = headers;
	for (let line = LINE.exec(window); line !== null; line = LINE.exec(window)) {
		if (line.index - end > GAP_MAX) break;
		const after = LINE.lastIndex;
		// The last line may be short: it is what is left of the key, or of the text.
		const last = after >= window.length - 3 || line[0].endsWith('=') || window[after] === MASK[0];
		if (line[0].length < LINE_MIN && (!last || !/^[\s\\]{1,8}$/.test(window.slice(end, line.index)))) break;
		end = after;
	}
	return end > headers ? start + end : start;
}

/** Lines of a key whose first line is missing stand before its last one. */
function maskTails(text: string): string {
	let result = '';
	let from = 0;
	END.lastIndex = 0;
	for (let end = END.exec(text); end !== null; end = END.exec(text)) {
		const before = text.slice(Math.max(from, end.index - KEY_MAX), end.index);
		const start = end.index - before.length + tailStart(before);
		result += text.slice(from, start) + (start < end.index ? MASK : '') + end[0];
		from = end.index + end[0].length;
	}
	return result + text.slice(from);
}

/** Where the lines begin that reach to the end of a text. */
function tailStart(text: string): number {
	// The letter of an escaped line end (`\n`) is no line.
	const body = text.replace(/(?:\\{1,16}[nrt]|\s){1,16}$/, '');
	LINE.lastIndex = 0;
	const lines = [...body.matchAll(LINE)];
	let start = body.length;
	let found = false;
	for (const line of lines.reverse()) {
		const long = line[0].length >= LINE_MIN;
		if (start - line.index - line[0].length > GAP_MAX || (!long && start !== body.length && !found)) break;
		if (!long && found) break;
		found ||= long;
		start = line.index;
	}
	return found ? start : text.length;
}
