import { asList, asObject, asText, ownKeys, readField, TEXT_LIMIT } from './read-untrusted';

/** What the body of an answer, or the fields beside a message, say about the cause. */
export interface BodyFindings {
	/** Identifiers of the kind of failure, such as `UNKNOWN_FIELD_NAME` or `missing`. */
	codes: string[];
	/** Names of fields, parameters, columns it was about. */
	names: string[];
	/** Messages in prose, outermost first. */
	texts: string[];
	/** First number under `code`, `status` or the like; 0 when there is none. */
	number: number;
}

/** Keys are compared in lower case and without separators, since each service has its own spelling. */
const keySet = (keys: string): ReadonlySet<string> => new Set(keys.split(' '));

const CODE_KEYS = keySet(
	'code type error errorcode errortype reason status subcode errorsubcode category keyword kind lcerrorcode ' +
		'errorkey errcode issue faultcode errorname',
);
const NAME_KEYS = keySet(
	'param field fieldname parameter paramname column columnname property propertyname path loc pointer instancepath ' +
		'missingproperty additionalproperty attribute attr constraint target keys',
);
const TEXT_KEYS = keySet(
	'message msg errordescription errormessage detail description title errmsg errorsummary faultstring',
);
const CONTAINER_KEYS = keySet(
	'error errors issues details detail data response body extensions params context fieldviolations violations ' +
		'validationerrors invalidparams fields source fault errorresponse cause meta',
);
/** Containers that may map the name of a field to what is wrong with it: `{ errors: { email: ["is taken"] } }`. */
const MAP_KEYS = keySet('errors fields validationerrors fielderrors');

const plainKey = (key: string): string => key.toLowerCase().replace(/[_-]/g, '');

const MAX_DEPTH = 5;
const MAX_LIST = 8;
const MAX_KEYS = 40;

/** A word that people do not write prose with; free text is no code. */
export function isCode(text: string): boolean {
	return /^[A-Za-z_][\w.:-]{1,79}$/.test(text) && !/\d{7}/.test(text);
}

/** Looks through a body that is an object or JSON text, within bounds. */
export function readBody(body: unknown): BodyFindings {
	const found: BodyFindings = { codes: [], names: [], texts: [], number: 0 };
	collect(parsed(body), found, 0);
	return found;
}

/** The object inside a text such as `404 - "{\"error\":…}"`, with what stood before it; null when there is none. */
export function embeddedBody(text: string): { before: string; body: object } | null {
	const start = text.search(/["']?[{[]/);
	const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
	if (start < 0 || end <= start) return null;
	const quoted = text[start] === '"';
	const body = asObject(parsed(text.slice(start, end + (quoted ? 2 : 1))));
	return body ? { before: text.slice(0, start), body } : null;
}

/** JSON may be wrapped in JSON; what is no JSON stays as it is. */
function parsed(value: unknown): unknown {
	let current = value;
	for (
		let round = 0;
		round < 3 && typeof current === 'string' && current.length <= TEXT_LIMIT;
		round++
	) {
		if (!/^\s*["{[]/.test(current)) return current;
		try {
			current = JSON.parse(current);
		} catch {
			return current;
		}
	}
	return current;
}

function collect(value: unknown, found: BodyFindings, depth: number): void {
	const object = asObject(value);
	if (!object || depth > MAX_DEPTH) return;
	const list = asList(object, MAX_LIST);
	for (const entry of list) collect(entry, found, depth + 1);
	if (list.length > 0) return;
	for (const key of ownKeys(object, MAX_KEYS))
		collectField(key, readField(object, key), found, depth);
}

function collectField(name: string, raw: unknown, found: BodyFindings, depth: number): void {
	const key = plainKey(name);
	const value = CONTAINER_KEYS.has(key) ? parsed(raw) : raw;
	const text = asText(value).trim();
	if (CODE_KEYS.has(key)) {
		if (isCode(text)) add(found.codes, text);
		else if (/^\d{2,7}$/.test(text)) found.number ||= Number(text);
		else if (text !== '' && (key === 'error' || key === 'reason')) add(found.texts, text);
	}
	if (NAME_KEYS.has(key)) addName(value, found);
	if (TEXT_KEYS.has(key) && text !== '') add(found.texts, text);
	if (MAP_KEYS.has(key)) addMappedNames(value, found);
	else if (CONTAINER_KEYS.has(key)) addListedNames(value, found);
	if (CONTAINER_KEYS.has(key)) collect(value, found, depth + 1);
}

function add(list: string[], text: string): void {
	if (list.length < 12 && !list.includes(text)) list.push(text);
}

/** `["items", 3, "price"]`, `/items/3/price` and `items[3].price` are one name: which item it was does not count. */
function addName(value: unknown, found: BodyFindings): void {
	const steps = asList(value, MAX_LIST);
	const text =
		steps.length > 0 ? steps.map((step) => asText(step, 80)).join('.') : asText(value, 200);
	const name = text
		.replace(/^[/#.$]+/, '')
		.replace(/[/\]]+/g, '.')
		.replace(/\[/g, '.')
		.replace(/(^|\.)\d+(?=\.|$)/g, '$1#')
		.replace(/\.{2,}/g, '.')
		.replace(/\.$/, '');
	if (/^[\p{L}_$#][\p{L}\p{N}_$#. -]{0,99}$/u.test(name)) add(found.names, name);
}

function addMappedNames(value: unknown, found: BodyFindings): void {
	const object = asObject(value);
	if (!object || asList(object, 1).length > 0) return;
	for (const key of ownKeys(object, MAX_LIST)) {
		if (!isKnownKey(key)) addName(key, found);
	}
}

/** `{ email: ["This field is required."] }`: a list of complaints under the name of the field. */
function addListedNames(value: unknown, found: BodyFindings): void {
	const object = asObject(value);
	if (!object || asList(object, 1).length > 0) return;
	for (const key of ownKeys(object, MAX_LIST)) {
		const complaint = asList(readField(object, key), 1)[0];
		const isComplaint =
			typeof complaint === 'string' ? /\s/.test(complaint) : asObject(complaint) !== null;
		if (isComplaint && !isKnownKey(key)) addName(key, found);
	}
}

const isKnownKey = (key: string): boolean =>
	[CODE_KEYS, TEXT_KEYS, CONTAINER_KEYS, NAME_KEYS].some((keys) => keys.has(plainKey(key)));
