/** Where a value stands in a text. */
export interface Span {
	start: number;
	end: number;
	/** Between quotes, so that all of it is the value. */
	quoted: boolean;
	/** Where to read on. */
	next: number;
}

/** What languages write around a text: a type, a constructor, a length, a prefix of the quote. */
const WRAPPER =
	/(?:chr (?=")|0x[\da-f]{2,16} (?=")|\(\*?[\w.]{1,60}\) ?(?:\((?:len|cap)=[^)\n]{1,40}\) ?)?(?=\\*")|!!\w{1,20}[ \t]+|&?\[\]\w{1,20}(?=\{)|(?:new )?[A-Za-z_][\w.:]{0,40}\((?:\d{1,7}\)[ \t]?)?(?=\\*["'`])|s:\d{1,7}:(?=\\*")|<<(?=\\*")|[@$fFbBuUrRL]{1,2}(?=\\*["'])|\$(?=\\*['"]))/y;
const OPENERS = /(?:\[|\{|\(){1,2}[ \t]*/y;
const QUOTE = /\\*["'`]|[“«„‘]|&(?:quot|apos|#0?3[49]|#x2[27]);|%(?:25)?2[27]|<!\[CDATA\[/iy;
const PARTNER: Record<string, string> = { '“': '”', '„': '“', '«': '»', '‘': '’', '<![cdata[': ']]>' };
const UNQUOTED_MAX = 8_000;
const QUOTED_MAX = 4_000;

/** The value that begins at a place, without what stands around it; undefined where there is none. */
export function readValue(text: string, from: number, inUrl: boolean, bare = false): Span | undefined {
	let at = skip(WRAPPER, text, from);
	// A list of one, as headers are dumped; an object is read by its own names.
	const opened = bare ? at : skip(OPENERS, text, at);
	if (opened > at && !/^[{]/.test(text[at])) at = skip(WRAPPER, text, opened);
	else if (opened > at && at > from) at = opened;
	const quote = match(QUOTE, text, at);
	if (quote !== undefined) return quotedValue(text, at + quote.length, quote);
	const end = runEnd(text, at, inUrl, opened > from);
	return end > at ? { start: at, end: trimmed(text, at, end), quoted: false, next: end } : undefined;
}

function quotedValue(text: string, start: number, quote: string): Span {
	const mark = quote[quote.length - 1];
	if (mark === '"' || mark === "'" || mark === '`') return escapedValue(text, start, mark, quote.length - 1);
	const closing = PARTNER[quote.toLowerCase()] ?? quote;
	const found = text.slice(start, start + QUOTED_MAX).indexOf(closing);
	const end = found < 0 ? lineEnd(text, start) : start + found;
	return { start, end, quoted: true, next: end };
}

/**
 * The end of a quoted text that may stand within others: with n backslashes before the opening quote, a quote ends
 * it that has n more than a multiple of 2 (n + 1), or fewer than n. Where none does, the text was cut off.
 */
function escapedValue(text: string, start: number, mark: string, depth: number): Span {
	for (let at = text.indexOf(mark, start); at >= 0; at = text.indexOf(mark, at + 1)) {
		let slashes = 0;
		while (at - slashes > start && text[at - slashes - 1] === '\\') slashes += 1;
		const ends = slashes < depth || slashes % (2 * (depth + 1)) === depth;
		if (!ends) continue;
		const end = at - slashes + Math.max(0, slashes - depth);
		// An apostrophe is no quote where nothing on its line closes it.
		if (mark !== '"' && depth === 0 && text.slice(start, end).includes('\n')) break;
		return { start, end, quoted: true, next: at + 1 };
	}
	const end = lineEnd(text, start);
	return { start, end, quoted: true, next: end };
}

/** Where a value without quotes ends. What follows a sign decides whether the sign still belongs to the value. */
export function runEnd(text: string, from: number, inUrl: boolean, inList = false): number {
	const max = Math.min(text.length, from + UNQUOTED_MAX);
	for (let at = from; at < max; at += 1) {
		if (endsRun(text, at, inUrl, inList)) return at;
	}
	return max;
}

const NEXT_NAME = /[&;,](?:amp;)?[ \t]?[A-Za-z_][\w.%[\]-]{0,60}(?: [A-Za-z]\w{0,20}){0,2}[=:]/y;
const CLOSING = /[)\]}|]+(?:[\s,;.:!?"'`<{]|\\|$)/y;
const ENCODED_END = /%(?:25)?(?:26|22|27|7[dD]|2[cC]|0[aAdD]|20|3[bB])/y;

function endsRun(text: string, at: number, inUrl: boolean, inList: boolean): boolean {
	const sign = text[at];
	switch (sign) {
		case ' ':
		case '\t':
		case '\n':
		case '\r':
		case '"':
		case "'":
		case '`':
		case '<':
		case '>':
		case '”':
		case '»':
		case '\u00a0':
		case '\u2028':
		case '，':
		case '；':
		case '。':
		case '…':
		case '」':
		case '』':
		case '）':
		case '】':
		case '》':
		case '、':
			return true;
		case '#':
			return inUrl;
		case '&':
		case ';':
		case ',':
			return (
				inUrl ||
				isEnd(text[at + 1]) ||
				match(NEXT_NAME, text, at) !== undefined ||
				text.startsWith('&quot;', at) ||
				text.startsWith('&lt;', at)
			);
		case ')':
		case ']':
		case '}':
		case '|':
			return inList || inUrl || match(CLOSING, text, at) !== undefined;
		case '\\':
			return /[nrtu"'`\\]/.test(text[at + 1] ?? 'n');
		case '%':
			return match(ENCODED_END, text, at) !== undefined;
		default:
			return false;
	}
}

function isEnd(character: string | undefined): boolean {
	return character === undefined || /[\s"'`\\)\]}]/.test(character);
}

/** Without the full stop or colon of the sentence that a value ends. */
function trimmed(text: string, start: number, end: number): number {
	let at = end;
	while (at > start + 1 && /[.,:;!?]/.test(text[at - 1])) at -= 1;
	return at;
}

function lineEnd(text: string, from: number): number {
	const end = text.indexOf('\n', from);
	return end < 0 ? text.length : end;
}

function skip(pattern: RegExp, text: string, at: number): number {
	return at + (match(pattern, text, at)?.length ?? 0);
}

/** What a sticky expression finds at a place. */
export function match(pattern: RegExp, text: string, at: number): string | undefined {
	pattern.lastIndex = at;
	return pattern.exec(text)?.[0];
}
