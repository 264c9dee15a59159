import { isStrong, type KeyKind } from './key-names';
import { isNothing, looksRandom, looksSecretish } from './value-looks';

type KindOf = (name: string) => KeyKind;

const NAME_FIELD =
	/^(?:name|key|k|n|header|headername|field|fieldname|param|parameter|variable|var|property|attribute|id|label|env|option|setting|title|column|parametername)$/i;
const VALUE_FIELD =
	/^(?:value|values|val|v|content|data|text|raw|current|default|defaultvalue|currentvalue|plaintext|secretvalue|stringvalue|body|string)$/i;
const NAMES_FIELD = /^(?:names|keys|columns|fields|headers|header|params|cols|labels)$/i;
const ROWS_FIELD = /^(?:rows|values|data|row|records|value|cells|body)$/i;

/** The kind that an object such as `{ name, value }` gives to its value's field; undefined where it is none. */
export function kindByNameField(fields: [string, unknown][], kindOf: KindOf): KeyKind | undefined {
	if (!fields.some(([name]) => VALUE_FIELD.test(name))) return undefined;
	for (const [name, value] of fields) {
		if (typeof value !== 'string') continue;
		if (/^(?:type|kind)$/i.test(name) && isStrong(kindOf(value))) return 'likely';
		if (!NAME_FIELD.test(name)) continue;
		const kind = kindOf(value);
		if (kind !== 'plain') return kind;
	}
	return undefined;
}

export function isValueField(name: string): boolean {
	return VALUE_FIELD.test(name);
}

/** Flags of programs that are followed by a user and a password. */
const LOGIN_FLAG = /^(?:-u|-U|--user|--proxy-user|-a|--auth|--basic-auth)$/;

/** Which items of a list are values of the names before them: pairs, raw headers, arguments. */
export function kindsInList(list: unknown[], kindOf: KindOf): Map<number, KeyKind> {
	const kinds = new Map<number, KeyKind>();
	for (let index = 0; index + 1 < list.length; index += 1) {
		const name = list[index];
		const value = list[index + 1];
		if (typeof name !== 'string' || name.length > 80 || kinds.has(index)) continue;
		const kind = LOGIN_FLAG.test(name) ? 'login' : kindOf(name);
		if (kind === 'plain' || !isFollowed(name, value, list.length, kind)) continue;
		kinds.set(index + 1, kind);
	}
	return kinds;
}

/** Whether an item is the value of the name before it, and not one more name. */
function isFollowed(name: string, value: unknown, length: number, kind: KeyKind): boolean {
	if (Array.isArray(value)) return length === 2 && isStrong(kind);
	if (typeof value === 'number') return length === 2 && kind === 'password';
	if (typeof value !== 'string' || isNothing(value) || /\s/.test(name)) return false;
	if (/^--?[A-Za-z]/.test(name)) return !value.startsWith('-');
	if (kind === 'authorization') return /\s/.test(value) || looksSecretish(value);
	if (kind === 'cookie') return value.includes('=');
	return kind === 'weak'
		? looksRandom(value)
		: looksSecretish(value) || (length === 2 && !/^[a-z_A-Z]+$/.test(value));
}

/** Names in one field and rows of values in another: which places of the rows are secret. */
export function secretPlaces(fields: [string, unknown][], kindOf: KindOf): Map<number, KeyKind> | undefined {
	if (!fields.some(([name]) => ROWS_FIELD.test(name))) return undefined;
	for (const [name, value] of fields) {
		if (!NAMES_FIELD.test(name) || !Array.isArray(value)) continue;
		const places = placesOf(value, kindOf);
		if (places.size > 0) return places;
	}
	return undefined;
}

/** Which places of a list of names are names of credentials. */
export function placesOf(names: unknown[], kindOf: KindOf): Map<number, KeyKind> {
	const places = new Map<number, KeyKind>();
	names.slice(0, 200).forEach((item, index) => {
		const label = typeof item === 'string' ? item : nameIn(item);
		const kind = label === undefined ? 'plain' : kindOf(label);
		if (kind !== 'plain') places.set(index, kind);
	});
	return places;
}

function nameIn(item: unknown): string | undefined {
	if (item === null || typeof item !== 'object') return undefined;
	const name = (item as { name?: unknown }).name;
	return typeof name === 'string' ? name : undefined;
}

export function isRowsField(name: string): boolean {
	return ROWS_FIELD.test(name);
}
