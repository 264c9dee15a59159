/**
 * Quotes hold two kinds of things: names of what an error is about (`column "price"`), which tell causes apart, and
 * values that differ from run to run (`got "12,50"`). The words around the quotes tell which.
 */
import { looksRandom, normaliseToken } from './volatile-text';

const NAME_NOUNS =
	'field|column|parameter|param|property|propertie|attribute|argument|arg|key|constraint|index|relation|table|view|' +
	'schema|database|db|collection|role|function|procedure|method|trigger|type|enum|sequence|operator|extension|node|' +
	'resource|operation|option|setting|header|variable|var|module|package|library|class|model|scope|permission|' +
	'privilege|name|member|identifier|queue|exchange|topic|bucket|keyspace|keyword|label|output|credential|action|' +
	'command|directive|reading|setting|named|called|path|keys|question|prop|placeholder|import|aggregation|' +
	'template|symbol|component|provider|plugin|feature|cookie|claim|tool|region|zone|namespace|workspace|repository|branch|sheet|' +
	'worksheet|tab|calendar|mailbox|channel|environment|language|locale|format|encoding|algorithm|pipeline|' +
	'measurement|stream|service';
const VALUE_NOUNS =
	'value|got|received|given|found|entry|string|text|literal|number|integer|int|bigint|uuid|boolean|numeric|decimal|' +
	'json|timestamp|timestamptz|date|datetime|time|interval|double|float|precision|id|ids|token|near|record|row|item|' +
	'message|was|is|equals|with|by|from|content|body|response|example|search|query';
/** Words that say nothing about the kind of what follows. */
const NEUTRAL =
	'a|an|the|of|for|in|on|to|at|and|or|not|as|missing|required|unknown|unrecognized|unrecognised|unexpected|' +
	'unsupported|invalid|find|resolve|access|without|lacks|expected|requires|require|empty|duplicate|undefined|no|' +
	'locate|provide|specify|set|use|select|choose|define|read|write|import|be|but|that|than|one|only|both|either|input';

const ENDS_WITH_NAME_NOUN = new RegExp(`(?:^|[^\\p{L}])(?:${NAME_NOUNS})(?:s|\\(s\\))?$`, 'iu');
const ENDS_WITH_VALUE_NOUN = new RegExp(`(?:^|[^\\p{L}])(?:${VALUE_NOUNS})s?$`, 'iu');
const ENDS_WITH_NEUTRAL = new RegExp(`(?:^|[^\\p{L}])(?:${NEUTRAL})$`, 'iu');
const IS_NAME_NOUN = new RegExp(`^(?:${NAME_NOUNS})(?:s|\\(s\\))?$`, 'iu');
const IS_VALUE_NOUN = new RegExp(`^(?:${VALUE_NOUNS})s?$`, 'iu');

const NAME_FOLLOWS =
	/^\s*(?:(?:input |query |path |body |request |form |url )?(?:field|parameter|param|column|property|attribute|option|key|header|argument|setting|node|table|output|node's)\b|(?:is|are) (?:a )?(?:required|missing|not allowed|not defined|not a function|not iterable|mandatory|undefined|null|unknown|read[- ]only|not nullable|not specified|not set|empty|not configured|deprecated|used more than once|not a constructor)|isn't (?:defined|set|always)|must\b|should\b|(?:cannot|can't|can not|may not) be\b|of (?:relation|table|undefined|null|node)\b|contains? (?:an? )?invalid|length\b|needs\b|has (?:an? )?(?:invalid|no)\b|failed (?:custom )?validation|before initialization|violates\b|exceeds\b|on (?:type|object|model|table|column)\b|does not exist (?:on|in)\b|by\b)/i;
const VALUE_FOLLOWS =
	/^\s*(?:is not (?:a|an) |is not valid|is invalid|isn't (?:a|an|valid)|(?:was |were |is |are )?not found|could ?(?:not|n't) be\b|(?:cannot|can't|can not) be (?:parsed|converted|found|resolved|located|read|cast|decoded)\b|already\b|for (?:key|column|field|type|parameter|property)\b|at row\b|to (?:a |an )?(?:number|date|integer|boolean|object|array|type)\b|in JSON\b|\.{0,3} ?(?:is not valid JSON)|violates)/i;

interface Quote {
	before: string;
	inside: string;
	after: string;
	/** Whether the quote before this one, joined by a comma, "and" or "or", was a name. */
	previous: boolean | null;
}

/** Whether the quoted words name what the error is about. In doubt a plain identifier does. */
function isName(quote: Quote): boolean {
	const before = quote.before.trimEnd();
	if (quote.previous !== null && /^(?:,|,? ?(?:and|or|&))?$/i.test(before.trim()))
		return quote.previous;
	const colon = /[:=]$/.test(before) || /[([{]$/.test(before);
	const words = before.replace(/[\s:=([{]+$/, '');
	if (/^\s*:/.test(quote.after) && /[{,]$/.test(before)) return true;
	if (/["'`]\s*:$/.test(before) || /[{,]\s*["']?[\w.$]{1,60}["']?\s*:$/.test(before)) return false;
	if (/input (?:value|syntax) for [\w ]{1,60}$|invalid value$/i.test(words)) return false;
	if (/(?:for|failed for|denied for|as) (?:user|role)$/i.test(words)) return true;
	if (/\b(?:got|received|given|but was|found)(?: an?)? \w+$/i.test(words)) return false;
	if (/^\s*is (?:a|an) (?:string|number|boolean|object|array|date)\b/i.test(quote.after))
		return false;
	if (colon && /\b(?:date|time|number|phone|e-?mail|url|uuid|id) format$/i.test(words)) return false;
	if (ENDS_WITH_NAME_NOUN.test(words)) return true;
	// Codes such as `channel_not_found` are chosen by a maker, whatever stands before them.
	if (/^[A-Za-z]+(?:_[A-Za-z]+)+$/.test(quote.inside))
		return !/\b(?:value|got|received|given)$/i.test(words);
	if (ENDS_WITH_VALUE_NOUN.test(words)) return false;
	if (VALUE_FOLLOWS.test(quote.after)) return false;
	if (NAME_FOLLOWS.test(quote.after)) return true;
	const cue = colon ? nearestCue(words) : null;
	if (cue !== null) return cue;
	const nounBefore = words !== '' && !colon && !ENDS_WITH_NEUTRAL.test(words);
	return !nounBefore && /^[\p{L}_$][\p{L}_$.-]{1,60}$/u.test(quote.inside);
}

/** Before a colon the noun may stand some words away: "Unrecognized key(s) in object: 'colour'". */
function nearestCue(words: string): boolean | null {
	for (const word of words.split(/\s+/).slice(-6).reverse()) {
		if (IS_NAME_NOUN.test(word)) return true;
		if (IS_VALUE_NOUN.test(word)) return false;
	}
	return null;
}

/** A name without what may differ from run to run: ids, e-mails, paths and positions in lists. */
function normaliseName(inside: string): string {
	const name = inside
		.trim()
		.replace(/\[\d+\]/g, '[#]')
		.replace(/(^|\.)\d+(?=\.|$)/g, '$1#');
	if (name === '' || name.length > 80 || /[@\\{}<>\n]|:\/\/|^[/~]|^arn:/.test(name)) return '?';
	// A short number belongs to the name (`address_line2`), a long one is an id.
	const short =
		/^[\p{L}_$#][\p{L}\p{N}_$#.[\] ()-]*$/u.test(name) && !/\d{3}|\d[a-z]+\d/i.test(name);
	return short && !name.split(/[^\p{L}]+/u).some(looksRandom)
		? name
		: name.split(' ').map(normaliseToken).join(' ');
}

const QUOTED =
	/"((?:[^"\\]|\\.){0,600})"|`([^`]{0,300})`|(?<![\p{L}\p{N}])'([^'\n]{0,300})'(?![\p{L}\p{N}])|“([^”]{0,300})”|‘([^’\n]{0,300})’|«([^»]{0,300})»/gsu;

/** Takes a text apart: `plain` gets what stands outside of quotes, names are kept, values become `'?'`. */
export function normaliseQuotes(text: string, plain: (part: string) => string): string {
	let result = '';
	let end = 0;
	let previous: boolean | null = null;
	for (const match of text.matchAll(QUOTED)) {
		const inside = match.slice(1).find((group) => group !== undefined) ?? '';
		const before = text.slice(end, match.index);
		const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 60);
		const window = text.slice(Math.max(end, match.index - 120), match.index);
		previous = isName({
			before: window,
			inside,
			after: rest,
			previous: end === 0 ? null : previous,
		});
		result += `${plain(before)}'${previous ? normaliseName(inside) : '?'}'`;
		end = match.index + match[0].length;
	}
	// Where a text was cut inside of a quotation, what is left of it is a value.
	const tail = text.slice(end).replace(/(?:^|[\s:=([{])["“«`][^"”»`]{20,}$/s, " '?'");
	return result + plain(tail);
}
