import { isStrong, keyKind, type KeyKind } from './key-names';
import { maskedUnderName } from './named-value';
import { readSeparator } from './separators';
import { isNothing, isSentence, looksSecretish } from './value-looks';
import { match, readValue, runEnd, type Span } from './value-span';

/** Pieces of the names of credentials. A text without any of them is left at once. */
const PIECES =
	'pass(?: word| phrase)?|pwd|psw|pw(?![a-z])|secret|token|key|auth|cookie|sess|sid(?![a-z])|sig|cred|cvv|cvc|otp|pin(?![a-z])|jwt|sas(?![a-z])|code|dsn|conn|xsrf|csrf|bearer|mdp|senha|kennwort|contrase|losen|lösen|wachtw|adgang|salasana|has[lł]o|heslo|jelsz|parol|sifre|şifre|lozinka|mnemonic|seed|assertion|crumb|clave|парол|токен|секрет|(?:ключ|cl[eé])(?:[ _-]?api)?|令牌|密钥|密鑰|金鑰|トークン|シークレット|토큰|schl[uü]ssel|llave|chave|密码|密碼|口令|パスワード|暗証|비밀번호';

const DEFAULT_NAMES = new RegExp(PIECES, 'gi');

/** An expression for the pieces of names, with the caller's own names among them. */
export function namePattern(own: string[]): RegExp {
	if (own.length === 0) return DEFAULT_NAMES;
	return new RegExp(`${PIECES}|${own.join('|')}`, 'gi');
}

/** How names are read from a text. */
export interface NameRules {
	pattern: RegExp;
	kindOf(name: string): KeyKind;
}

export const DEFAULT_RULES: NameRules = { pattern: DEFAULT_NAMES, kindOf: keyKind };

const NAME_CHARACTER = /[\w.$@-]/;
const LETTER = /[\p{L}\p{M}\p{N}]/u;
const SIDE_MAX = 64;

/** Masks what stands after the name of a credential, in all the ways languages and protocols write that. */
export function maskNamedValues(text: string, rules: NameRules = DEFAULT_RULES): string {
	// Letters that only look unusual are read as usual ones; places stay the same.
	const read = latin(text);
	const pattern = new RegExp(rules.pattern.source, rules.pattern.flags);
	let result = '';
	let from = 0;
	for (let found = pattern.exec(read); found !== null; found = pattern.exec(read)) {
		const start = nameStart(read, found.index, from);
		const end = nameEnd(read, found.index + found[0].length);
		const change = changeAfter(read, start, end, rules);
		pattern.lastIndex = Math.max(end, change?.next ?? 0);
		if (change?.masked === undefined || change.start < from) continue;
		result += text.slice(from, change.start) + change.masked;
		from = change.end;
	}
	return from === 0 ? text : result + text.slice(from);
}

interface Change {
	start: number;
	end: number;
	/** Nothing where the value stays. */
	masked: string | undefined;
	next: number;
}

/** A value that stays is read again for names within it, but not one that is longer: that would take too long. */
const READ_AGAIN_MAX = 300;

function changeAfter(text: string, start: number, end: number, rules: NameRules): Change | undefined {
	const name = text.slice(start, end);
	const kind = kindWithWordsBefore(text, start, name, rules);
	if (kind === 'plain') return undefined;
	const separator = readSeparator(text, start, end, kind);
	if (separator === undefined) return undefined;
	const inUrl = /[?&]/.test(text[start - 1] ?? '') || text.slice(start - 5, start) === '&amp;';
	const span =
		separator.until === undefined
			? readValue(text, separator.at, inUrl, separator.bare)
			: valueUntil(text, separator.at, separator.until);
	if (span === undefined) return undefined;
	const whole = widened(text, span, start, kind, separator.loose, inUrl);
	const value = text.slice(whole.start, whole.end);
	if (separator.doubtful && !looksSecretish(value) && !(kind === 'authorization' && value.includes(' ')))
		return undefined;
	// `password: token: …` is a list of names.
	if (!whole.quoted && separator.loose && /^:(?=\s|$)|^[ \t]?=/.test(text.slice(whole.end, whole.end + 2)))
		return undefined;
	if (!whole.quoted && separator.loose && isProse(value, text, whole.end)) return undefined;
	const masked = maskedUnderName(kind, value);
	const isRead =
		masked === undefined && (whole.quoted || (kind !== 'cookie' && value.length <= READ_AGAIN_MAX));
	return { start: whole.start, end: whole.end, masked, next: isRead ? end : whole.next };
}

/** `API key` and `client secret` are names of two words; the words before can only make a name clearer. */
function kindWithWordsBefore(text: string, start: number, name: string, rules: NameRules): KeyKind {
	const kind = rules.kindOf(name);
	if (!/^(?:keys?|token|secret|pass|code|word|phrase|id|string|tokens)$/i.test(name)) return kind;
	const before = /(?:[A-Za-z]{2,20}[ ]){1,2}$/.exec(text.slice(Math.max(0, start - 44), start));
	return before === null ? kind : rules.kindOf(before[0] + name);
}

/** A value in quotes or up to a mark is what it is; without them, headers and lines of settings go further. */
function widened(
	text: string,
	span: Span,
	start: number,
	kind: KeyKind,
	loose: boolean,
	inUrl: boolean,
): Span {
	if (span.quoted) return span;
	if (kind === 'cookie') return { ...span, ...upTo(text, span.start, /[^\r\n"'`\\]{0,8000}/y) };
	if (kind !== 'authorization')
		return loose || inUrl || !isStrong(kind) ? span : wholeLine(text, span, start);
	const first = text.slice(span.start, span.end);
	const rest = match(/(?:[ \t]{1,4}|[ \t]{0,4}\r?\n[ \t]{1,40}|%20|\+)(?=[^\s,;])/y, text, span.next);
	if (rest === undefined) return span;
	if (/^(?:digest|oauth|hawk|signature|mac|aws4-hmac-sha256|sharedaccesssignature)$/i.test(first)) {
		return { ...span, ...upTo(text, span.start, PARAMETERS) };
	}
	const second = span.next + rest.length;
	const end = runEnd(text, second, inUrl);
	const isScheme = /^[A-Za-z][\w-]{0,40}$/.test(first) && looksSecretish(text.slice(second, end));
	return isScheme || /^(?:bearer|basic|token|apikey|bot)$/i.test(first) ? { ...span, end, next: end } : span;
}

/** A scheme and what it is given: `Digest username="…", response="…"`. */
const PARAMETERS =
	/[\w-]{1,40}[ \t]{1,4}(?:[\w-]{1,60}=(?:\\*"[^"\\]{0,2000}(?:\\*"|$)|[^\s,"'\\]{0,2000})(?:,[ \t]*|[ \t]+(?=[\w-]{1,60}=))?){1,30}/y;

/** A line of settings (`NAME=value`) has nothing after its value, whatever signs are in it. */
function wholeLine(text: string, span: Span, start: number): Span {
	const lead = text.slice(Math.max(0, start - 24), start);
	if (!/(?:^|\n|\\n)[ \t]*(?:(?:export|set|setenv|declare -x|-x|ENV) )?\$?$/.test(lead) && start > 0)
		return span;
	const rest = upTo(text, span.start, /[^\s"'`\\]{0,4000}/y);
	const joined = /[&;,][ \t]?[A-Za-z_][\w.-]{0,60}[=:]/.test(text.slice(span.start, rest.end));
	return joined || !/^(?:\r?\n|\\|$)/.test(text.slice(rest.end, rest.end + 2)) ? span : { ...span, ...rest };
}

function upTo(text: string, from: number, pattern: RegExp): { end: number; next: number } {
	const end = from + (match(pattern, text, from)?.trimEnd().length ?? 0);
	return { end, next: end };
}

function valueUntil(text: string, at: number, until: RegExp): Span | undefined {
	const window = text.slice(at, at + 8_000);
	const found = window.search(until);
	// Without an end it is the text's last word, which was cut off, or nothing.
	if (found < 0 && /\s\S/.test(window)) return undefined;
	const end = found < 0 ? at + window.length : at + found;
	return end > at ? { start: at, end, quoted: true, next: end } : undefined;
}

/** A word of letters that another word follows is a sentence's, not a password. */
function isProse(value: string, text: string, end: number): boolean {
	if (isNothing(value)) return true;
	if (!/^[\p{L}][\p{L}'’-]*$/u.test(value) || looksSecretish(value)) return false;
	return (
		/^[.,:;!?)]{0,2}[ \t]+[(\p{L}\d"']/u.test(text.slice(end, end + 6)) ||
		isSentence(text.slice(end - value.length, end + 80))
	);
}

function nameStart(text: string, at: number, min: number): number {
	let start = at;
	while (start > min && at - start < SIDE_MAX && NAME_CHARACTER.test(text[start - 1])) start -= 1;
	// In `\npassword`, `\u0026token` and `%3Ftoken` the first letters belong to an escaped sign.
	const escape =
		text[start - 1] === '\\'
			? /u00[\da-f]{2}|[nrt]/iy
			: text[start - 1] === '%'
				? /(?:25)*[\da-f]{2}/iy
				: undefined;
	const escaped = escape === undefined ? 0 : (match(escape, text, start)?.length ?? 0);
	return Math.min(at, start + escaped);
}

function nameEnd(text: string, from: number): number {
	let end = from;
	while (
		end < text.length &&
		end - from < SIDE_MAX &&
		(NAME_CHARACTER.test(text[end]) || (text[end] > '\x7f' && LETTER.test(text[end])))
	)
		end += 1;
	// A sentence may end with a name.
	while (end > from && /[.-]/.test(text[end - 1])) end -= 1;
	return end;
}

const LOOKALIKES: Record<string, string> = {
	а: 'a',
	е: 'e',
	о: 'o',
	р: 'p',
	с: 'c',
	у: 'y',
	х: 'x',
	к: 'k',
	і: 'i',
	ѕ: 's',
};

/** Full-width letters and Cyrillic ones among Latin letters as Latin ones, one for one. */
function latin(text: string): string {
	if (!/[\uff01-\uff5e]|[A-Za-z][асеорухкіѕ]|[асеорухкіѕ][A-Za-z]/.test(text)) return text;
	return text
		.replace(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
		.replace(
			/(?<=[A-Za-z])[асеорухкіѕ](?=[A-Za-z])|^[асеорухкіѕ](?=[A-Za-z]{3})|(?<=[A-Za-z]{3})[асеорухкіѕ]/g,
			(letter) => LOOKALIKES[letter],
		);
}
