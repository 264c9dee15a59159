import { MASK } from './marker';

/** Values that stand where a secret could stand and say only whether or what. */
const NOTHING = new Set(
	`true false null nil none undefined yes no y n on off n/a na nan unknown required optional missing invalid expired
	valid empty unset not set string number integer boolean bool object array text hidden redacted masked removed
	bearer basic digest token oauth oauth1 oauth2 apikey api_key failed failure denied rejected success ok error
	provided present absent default disabled enabled changed updated deleted revoked granted forbidden unauthorized
	incorrect wrong malformed mismatch unsupported blank protected secured file env vault`.split(/\s+/),
);

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Whether a value is no value: empty, a truth, a kind, or masked already. */
export function isNothing(value: string): boolean {
	if (value.length > 40) return false;
	const bare = value.replace(/^[\s<[({]+|[\s>\])}.,:;!?]+$/g, '').toLowerCase();
	return bare === '' || NOTHING.has(bare) || /^[*•x.…_-]+$/.test(bare);
}

/** Whether a value stands for another one: an expression, a variable, a parameter of a statement. */
export function isPlaceholder(value: string): boolean {
	return (
		/^(?:await|new|async|function|typeof|return|get|let|const|(?:Optional|List|Dict|Union|Promise|Array|Record|Map|Set)[[<][\w[\]<>|]*)$/.test(
			value,
		) ||
		/^[A-Za-z_$][\w$]{0,60}(?:\.[\w$]{1,60}){0,6}\([{[]?\)?;?$/.test(value) ||
		/^[A-Za-z_$][\w$]{0,60}(?:\.[A-Za-z_$]{1,60}){0,4}\.\w{0,30}(?:password|token|secret|key)$/i.test(
			value,
		) ||
		/^=?\s*\{\{[\s\w$.[\]'"()-]{0,200}\}\}$/.test(value) ||
		/^(?:\$\{[\w.:-]{1,80}\}|\$[A-Za-z_]\w{0,60}|\$\d{1,3}|%\(?\w{0,30}\)?s|%[A-Z_]{2,60}%|\?|<[a-z][\w -]{0,40}>)$/.test(
			value,
		) ||
		/^(?:process\.env|os\.environ|import\.meta\.env|secrets|vars|\$env|\$json|this|self|req|options|config|params|credentials)[.[:][\w.['"\]-]{1,80}$/.test(
			value,
		)
	);
}

/** Words that stand in sentences and hardly in passphrases. */
const SENTENCE_WORDS =
	/(?:^|\s)(?:is|are|was|were|be|been|must|should|may|can|cannot|can't|not|the|a|an|this|that|your|of|to|for|at|in|with|and|or|too|does|do|has|have|needs?|required|invalid|missing|please|field)(?=[\s.,:;!?]|$)/i;

/** Whether a value is a sentence about a credential, such as what a form says about a field. */
export function isSentence(value: string): boolean {
	return (
		value.length <= 300 &&
		/^[\p{L}'’"]+(?:[\s,.:;!?()'"/-]+(?:[\p{L}'’-]+|\d{1,4}))+[\s.!?…)"']*$/u.test(value) &&
		SENTENCE_WORDS.test(value)
	);
}

/** Whether a value has the looks of a password or a token: no word, no path, no date, no address. */
export function looksSecretish(value: string): boolean {
	if (value.length < 6 || /\s/.test(value) || isNothing(value) || isPlaceholder(value)) return false;
	if (isCommonForm(value)) return false;
	const letters = /\p{L}/u.test(value);
	if (letters && /\d/.test(value)) return true;
	if (letters && /[!@#$%^&*+=~?|]/.test(value)) return true;
	return /^[A-Za-z]{10,}$/.test(value) && !JOINED_WORDS.test(value) && changes(value) / value.length > 0.25;
}

/** Words written as one, as names of fields and classes are. */
const JOINED_WORDS = /^(?:[A-Z]?[a-z]{2,20}|[A-Z]{2,6})(?:[A-Z][a-z]{2,20}|\d{1,2}){0,12}$/;

/** Whether a value looks random: long, letters and digits mixed without an order. UUIDs and ULIDs are ids. */
export function looksRandom(value: string): boolean {
	if (value.length < 16 || value.length > 20_000 || /\s/.test(value) || isCommonForm(value)) return false;
	if (UUID.test(value) || /^0[0-7][\dA-HJKMNP-TV-Z]{24}$/.test(value)) return false;
	for (const run of value.match(/[A-Za-z\d]{10,}/g) ?? []) {
		const share = changes(run) / run.length;
		if (/\d/.test(run) && /[A-Za-z]/.test(run) && share >= 0.2) return true;
		if (run.length >= 16 && share >= 0.36 && !JOINED_WORDS.test(run)) return true;
	}
	return false;
}

/** Whether a value is a date, an address, a path, a version, a number with a unit: what has digits and is no secret. */
function isCommonForm(value: string): boolean {
	return (
		value === MASK ||
		/^\d{4}-\d\d-\d\d(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/.test(value) ||
		/^[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}$/.test(value) ||
		/^(?:https?|wss?|file|s3|gs):\/\/[^?#@]*$/.test(value) ||
		/^\(?(?:file:\/\/)?(?:\.{0,2}\/|[A-Za-z]:\\)[\w.@\\/ -]*\.\w{1,5}(?::\d+){0,2}\)?$/.test(value) ||
		/^v?\d+(?:\.\d+){1,3}(?:-[a-z]+[\d.]*)?$/.test(value) ||
		/^[-+]?\d+(?:[.,]\d+)?\s?[a-zA-Z%]{0,3}$/.test(value) ||
		/^[a-z]+(?:[-_.:/][a-z]+|[-_.:/]\d{1,4})+$/.test(value) ||
		/^[A-Z]{2,10}-\d{1,10}$/.test(value) ||
		/^arn:aws/.test(value)
	);
}

/** How often the kind of character changes: capital, small, digit. */
function changes(text: string): number {
	let count = 0;
	let before = '';
	for (const character of text) {
		const kind = character <= '9' ? 'd' : character <= 'Z' ? 'u' : 'l';
		if (before !== '' && kind !== before) count += 1;
		before = kind;
	}
	return count;
}
