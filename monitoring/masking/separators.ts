import { isStrong, type KeyKind } from './key-names';
import { match } from './value-span';

/** Where the value after a name begins, and how sure it is that there is one. */
export interface Separator {
	at: number;
	/** As in sentences (`key: value`): ordinary words after it are words. */
	loose: boolean;
	/** Only what has the looks of a secret is one. */
	doubtful?: boolean;
	/** No bracket belongs to the value: what stands in brackets after a name in a sentence explains it. */
	bare?: boolean;
	/** The value is all up to here, whatever signs are in it. */
	until?: RegExp;
}

const CLOSE =
	/(?:(?::\\*"?[\w\\]{1,60}\\*")?:(?:protected|private)\]|\\*"(?::\\*"[\w\\]{1,60}\\*")?:(?:protected|private)\]|\*(?=\\*["'])|:(?=\\*["']\s?[:=])|\[\d{0,3}\]|%5[bB]\d{0,3}%5[dD]|\\*["'`”’»]|&(?:quot|apos|#0?3[49]);|%(?:25)?2[27]|%(?:25)?5[dD]|\]){1,4}/y;
const ASSIGN =
	/[ \t]{0,40}(?:=>|:=|->|={1,3}|::?|%(?:25)?3[dDaA]|&#(?:61|x3[dD]);|＝|：|→)(?:[ \t\u00a0]|%(?:25)?20){0,60}(?:\r?\n[ \t]{0,60}(?=(?:string\(|\\*["']|[^\s:=]{8,200}[ \t]*(?:\r?\n|$))))?/y;
const LOOSE = /^[ \t]{0,40}(?:：|::?|→|%(?:25)?3[aA])(?:[ \t\u00a0]|%20)/;
const BLOCK = /[ \t]{0,4}:[ \t]{1,4}[|>][+-]?\d?[ \t]{0,4}(?:\r?\n|(?:\\+r)?\\+n)(?=[ \t])/y;
const BLOCK_END = /(?:\n|\\n)(?![ \t]|\r?\n)|\\*"|\s*$/;
const TAG = /(?:[ \t][^<>]{0,200})?(?:>|&gt;)(?:<!\[CDATA\[)?/y;
const TAG_PAIR = /<\/(?:\w{1,20}:)?\w{1,20}>\s{0,200}<(?:\w{1,20}:)?\w{1,20}>/y;
const PAIR = /[ \t]{0,8},\s{0,60}(?=[fbu]?\\*["'`]|<<)/y;
const LIST_SPACE = /[ \t]{0,8},\s{0,60}(?=\\*["'`])|[ \t]{1,8}(?=[^\s-])/y;
const SERIALIZED = /;s:\d{1,7}:(?=\\*")/y;
const NEWLINE = '(?:\\r?\\n|(?:\\\\+r)?\\\\+n)';
const MULTIPART = new RegExp(
	`\\\\*"(?:;[^\\r\\n\\\\]{0,200})?(?:${NEWLINE}[A-Za-z-]{1,40}:[^\\r\\n\\\\]{0,200}){0,3}${NEWLINE}${NEWLINE}`,
	'y',
);
const MULTIPART_END = /(?:\r?\n|(?:\\+r)?\\+n)--/;
const VALUE_FIELD =
	/(?:\s{0,40}[,;])?\s{0,60}(?:[\\"']{0,4}[\w-]{1,30}[\\"']{0,4}\s?[:=]>?\s?[^\n,{}]{0,60}[,;]\s{0,60}){0,3}(?:-\s)?:?\\*["']?(?:[vV]alue|VALUE|val|v|content|data|secretValue|string|plaintext|default)\\*["']?\s{0,8}(?:=>|:|=)\s{0,8}/y;
const IS_VALUE_OF =
	/(?:name|key|header|field|param|parameter|k|n|variable|var|property|env|attribute)\\*["']?\s{0,4}(?:=>|[:=])\s{0,4}\\*["']?$/i;
const WORDS =
	/[ \t]{1,4}(?:(?:for|of)[ \t]\S{1,60}[ \t](?=is|was))?(?:(?:is|was|are|of|value|to|being)(?=[ \t:=])[ \t]{0,4})?(?:[:=—–][ \t]{0,4})?(?=\S)/y;
const BRACKET = /[([](?=\\*["'`]|[^\s)\]]{12,})/y;
/** `value="…" name="…"`: the value stands first. */
const VALUE_BEFORE =
	/\b(?:value|val|content)\\*["']?\s?[:=]\s?\\*["']([^"'<>{}\n]{1,300}?)\\*["'][\s,;]{1,8}(?:[\w-]{1,30}\\*["']?\s?[:=]\s?\\*["'][^"'<>{}\n]{0,60}\\*["'][\s,;]{1,8}){0,2}\\*["']?(?:name|key|id|property|field|header)\\*["']?\s{0,4}[:=]\s{0,4}\\*["']$/i;
const NEXT_SETTING = /[A-Za-z_][\w.-]{0,60}[=:]/y;
const QUOTE_NEXT = /\\*["'`]/y;

/** What stands between a name and its value; undefined where the name only stands in a text. */
export function readSeparator(
	text: string,
	start: number,
	end: number,
	kind: KeyKind,
): Separator | undefined {
	const before = text[start - 1] ?? '';
	if (before === '<' || before === '/' || before === ':' || text.startsWith('&lt;', start - 4)) {
		const inTag = afterTag(text, start, end);
		if (inTag !== undefined) return inTag;
	}
	const closed = end + (match(CLOSE, text, end)?.length ?? 0);
	const block = match(BLOCK, text, closed);
	if (block !== undefined && isStrong(kind))
		return { at: closed + block.length, loose: false, until: BLOCK_END };
	const assign = match(ASSIGN, text, closed);
	// The parts of an ARN are names, whatever they are called.
	if (before === ':' && /\barn:[\w:*-]{0,100}$/.test(text.slice(Math.max(0, start - 110), start)))
		return undefined;
	if (assign !== undefined) {
		const at = closed + assign.length;
		const doubtful = assign.includes('\n') && match(/\\*["']|string\(/y, text, at) === undefined;
		return { at, loose: LOOSE.test(assign) && closed === end, doubtful };
	}
	if (closed > end) return afterQuotedName(text, start, end, closed);
	return afterBareName(text, start, end, kind);
}

function afterTag(text: string, start: number, end: number): Separator | undefined {
	const lead = text.slice(Math.max(0, start - 30), start);
	if (!/(?:<|&lt;)(?:[\w-]{1,24}:)?$/.test(lead)) return undefined;
	const tag = match(TAG, text, end);
	return tag === undefined ? undefined : { at: end + tag.length, loose: false, until: /<\/|&lt;\/|\]\]>/ };
}

/** `"name", "value"`, `name="…" value="…"`, parts of a form, PHP's serialised arrays. */
function afterQuotedName(text: string, start: number, end: number, closed: number): Separator | undefined {
	const lead = text.slice(Math.max(0, start - 40), start);
	if (IS_VALUE_OF.test(lead)) {
		const part = match(MULTIPART, text, end);
		if (part !== undefined) return { at: end + part.length, loose: false, until: MULTIPART_END };
		const field = match(VALUE_FIELD, text, closed);
		if (field !== undefined) return { at: closed + field.length, loose: false };
		return valueBefore(text, start);
	}
	const serialized = match(SERIALIZED, text, closed);
	if (serialized !== undefined) return { at: closed + serialized.length, loose: false };
	const isFlag = text[start] === '-';
	const pair = match(PAIR, text, closed);
	if (pair !== undefined) return { at: closed + pair.length, loose: false, doubtful: !isFlag };
	// `'secret' is …` in a sentence.
	return undefined;
}

function valueBefore(text: string, start: number): Separator | undefined {
	const lead = text.slice(Math.max(0, start - 500), start);
	const found = VALUE_BEFORE.exec(lead);
	if (found === null) return undefined;
	const at = start - lead.length + found.index + found[0].indexOf(found[1]);
	return { at, loose: false, until: /\\*["']/ };
}

/** Flags, pairs of Erlang and Clojure, columns of a table, sentences. */
function afterBareName(text: string, start: number, end: number, kind: KeyKind): Separator | undefined {
	const before = text[start - 1] ?? '';
	const lead = text.slice(Math.max(0, start - 40), start);
	if (text[start] === '-' && (before === '' || /[\s"'`[,(]/.test(before))) {
		const space = match(LIST_SPACE, text, end);
		return space === undefined ? undefined : { at: end + space.length, loose: true };
	}
	if (IS_VALUE_OF.test(lead)) {
		const field = match(VALUE_FIELD, text, end);
		if (field !== undefined) return { at: end + field.length, loose: false };
	}
	const pairOfTags = before === '>' ? match(TAG_PAIR, text, end) : undefined;
	if (pairOfTags !== undefined) return { at: end + pairOfTags.length, loose: false, until: /</ };
	if (before === '{') {
		const pair = match(PAIR, text, end);
		if (pair !== undefined) return { at: end + pair.length, loose: false };
	}
	return isStrong(kind) ? afterSpace(text, end, kind, before) : undefined;
}

function afterSpace(text: string, end: number, kind: KeyKind, before: string): Separator | undefined {
	const column = match(/[ \t]{0,60}[|│║][ \t]{0,60}(?=[^\s|])|\t{1,8}(?=\S)/y, text, end);
	if (column !== undefined) return { at: end + column.length, loose: true, doubtful: kind !== 'password' };
	const bracket = match(BRACKET, text, end);
	if (bracket !== undefined) return { at: end + bracket.length, loose: true, doubtful: true, bare: true };
	const space = match(WORDS, text, end);
	if (space === undefined) return undefined;
	const at = end + space.length;
	if (match(NEXT_SETTING, text, at) !== undefined) return undefined;
	const isQuoted = match(QUOTE_NEXT, text, at) !== undefined;
	const doubtful = !(isQuoted && (kind === 'password' || before === ':'));
	return { at, loose: true, doubtful, bare: true };
}
