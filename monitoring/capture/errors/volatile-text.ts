/** Takes out of plain text what differs between two runs: ids, numbers, times, addresses, paths, values after `=`. */

const MONTHS_AND_DAYS =
	/\b(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\.?,? ?(?=#)/gi;
const UNITS =
	/# ?(?:ms|msecs?|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?|bytes?|[kmg]i?b|%|am|pm|utc|gmt|cest|cet|est|pst)\b(?!')/gi;
const ID_LABELS =
	/\b((?:request|trace|correlation|ray|session|transaction|message|incident|reference|support|operation|run|job|execution|event)?[ _-]?(?:id|ref|uuid|guid)\b[ :=#(]{1,3})([\w.:/+-]{2,80})/gi;
const STOP_WORDS =
	/^(?:is|was|are|must|not|of|for|in|and|or|does|do|could|can|cannot|has|have|should|the|a|an|to|with|from|on|already|field|parameter|column|property|format|provided|supplied|required|missing|invalid|found|that|which|may|token|specified)$/i;

/** Values that stand in no quotes but say by the words around them that they are values. */
const BARE_VALUES: ReadonlyArray<[RegExp, string]> = [
	[/\((?:got|given|received|was|found|actual|value|currently)\b[^()]{0,80}\)/gi, '(got ?)'],
	[/\([^()]{1,60} (?:given|received|found)\)/gi, '(got ?)'],
	[
		/\b(got|received|but was|but found|instead of)(:? )(?!an? error|no |invalid|unexpected)[\p{L}\p{N}_-]{1,60}(?=$|[\s.,;)\]])/giu,
		'$1$2?',
	],
	[/\b(value\b[^:.'"]{0,60}: )[^'":]{1,80}?(?= for | in | on |$|[.;,])/gi, '$1?'],
];

/** Text that stands outside of quotes. */
export function normalisePlain(text: string): string {
	return BARE_VALUES.reduce((left, [pattern, by]) => left.replace(pattern, by), text)
		.replace(/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>)\]}]+/gi, (url) => ` url:${hostOf(url)} `)
		.replace(/[^\s@"'<>()[\]:=,;]{1,64}@[^\s@"'<>()[\],;]{1,190}/g, '<mail>')
		.replace(
			/(?<![\w:])\[?[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}(?:%\w{1,16})?\]?(?::\d{1,5})?(?![\w:])/gi,
			' # ',
		)
		.replace(
			/(^|[\s(,:=])(\/[a-z_]\w{0,40}(?:\/\w{1,40}){0,4})(?= (?:must|should|is required|is not allowed)\b)/gi,
			pointer,
		)
		.replace(/(^|[^\w./~])(?:[A-Za-z]:\\|~?\/|\.{1,2}\/)[^\s"'<>();,]{1,400}/g, '$1<path>')
		.replace(/[\w-]{0,40}\*{2,}[\w*-]{0,80}/g, '#')
		.replace(/\)=\([^)]{0,600}\)?/g, ')=(?)')
		.replace(/\bfailing row contains \(.{0,600}/gis, 'failing row')
		.replace(/\b([A-Za-z_][\w.-]{0,60})=[^\s,;&)}\]]{1,300}/g, '$1=?')
		.replace(ID_LABELS, (whole, label: string, id: string) =>
			STOP_WORDS.test(id) ? whole : `${label}#`,
		)
		.replace(/\bUnexpected token .{1,3}(?= in JSON)/, 'Unexpected token ?')
		.replace(/[^\s"'()[\]{}<>,;=|]+/g, normaliseWord);
}

/** Joins placeholders and drops what only counted them, so that "1 second" and "12 seconds" are one text. */
export function tidy(text: string): string {
	return text
		.replace(/\s+/g, ' ')
		.replace(MONTHS_AND_DAYS, '')
		.replace(UNITS, '#')
		.replace(/#(?:[ .,:/+-]{1,3}#)+/g, '#')
		.replace(/('\?')(?:,? (?:and |or )?'\?')+/g, '$1')
		.replace(/(# [A-Za-z]{3,})s\b/g, '$1')
		.trim();
}

function hostOf(url: string): string {
	const host = url.replace(/^[^:]{1,30}:\/\//, '').replace(/[/?#].*$/s, '');
	return normaliseToken(host.replace(/^.*@/, '').replace(/:\d{1,5}$/, ''));
}

/** `/items/3/price` in front of "must be" names a field of the body, unlike any other path. */
function pointer(_: string, lead: string, path: string): string {
	return `${lead}field:${path
		.slice(1)
		.replace(/\//g, '.')
		.replace(/(^|\.)\d+(?=\.|$)/g, '$1#')}`;
}

/** Keeps the punctuation around a word. */
function normaliseWord(word: string): string {
	const core = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su.exec(word.slice(0, 400));
	if (!core || core[2] === '') return word.slice(0, 400);
	const sign = /\d/.test(core[2][0]) ? core[1].replace(/[-+~$€£#]/g, '') : core[1];
	return (
		sign + normaliseToken(core[2]) + (/\d$/.test(core[2]) ? core[3].replace('%', '') : core[3])
	);
}

const UUID = /[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}/gi;

/** One word without its ids and numbers: `SN-3279` → `SN-#`, `recKHzlDpEj5NuW31` → `#`, `db-2.internal:5432` → `db-#.internal`. */
export function normaliseToken(token: string): string {
	const parts = token
		.replace(UUID, '0')
		.replace(/^([A-Za-z][\w.-]*):\d{2,5}$/, '$1')
		.split(/([^\p{L}\p{N}]+)/u)
		.map((part, index) => (index % 2 === 0 ? normaliseSegment(part) : part));
	const joined = parts.join('');
	return /^[#\s._:/+%@,TZ-]*$/.test(joined) && joined.includes('#') ? '#' : joined;
}

function normaliseSegment(segment: string): string {
	if (segment === '') return '';
	if (/^\p{N}+$/u.test(segment)) return '#';
	if (/^[0-9a-f]{8,}$/i.test(segment)) return '#';
	if (!/\p{N}/u.test(segment)) return looksRandom(segment) ? '#' : segment;
	// A word with a number behind it keeps its word, unless all of it may be hexadecimal.
	const word = /^(\p{L}{2,})\p{N}{1,6}$/u.exec(segment)?.[1];
	if (word && !looksRandom(word) && !(segment.length >= 6 && /^[0-9a-f]+$/i.test(segment)))
		return `${word}#`;
	return '#';
}

/** Letters as only generators of ids set them: capitals strewn about, or a long word without a vowel. */
export function looksRandom(word: string): boolean {
	if (word.length < 6) return false;
	if (word.length >= 8 && /^[a-z]+$/i.test(word) && !/[aeiouy]/i.test(word)) return true;
	if (!/[a-z]/.test(word) || !/[A-Z]/.test(word)) return false;
	if (/[bcdfghjklmnpqrstvwxz]{5}/i.test(word.replace(/[A-Z](?=[a-z]*[aeiouy])/g, 'a'))) return true;
	const parts = word.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? [];
	return parts.length >= 3 && word.length / parts.length < 2.6;
}
