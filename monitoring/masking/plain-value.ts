import { FAILED } from './marker';

const NAME_MAX = 80;

/** What a value that is no plain data is written as; `undefined` stays itself, objects to walk come back as they are. */
export function plainOf(value: unknown): unknown {
	switch (typeof value) {
		case 'bigint':
			return value.toString();
		case 'function':
			return named('function', value);
		case 'symbol':
			return `[symbol ${(value.description ?? '').slice(0, NAME_MAX)}]`;
		case 'number':
			return Number.isFinite(value) ? value : String(value);
		case 'object':
			return value === null ? null : plainObject(value);
		default:
			return value;
	}
}

function plainObject(value: object): unknown {
	if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
	if (value instanceof RegExp || value instanceof URL || value instanceof URLSearchParams)
		return String(value);
	if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
	if (value instanceof String || value instanceof Number || value instanceof Boolean)
		return plainOf(value.valueOf());
	if (value instanceof Set) return [...value];
	if (value instanceof Map) return ofMap(value);
	if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet)
		return `[${value.constructor.name}]`;
	return isJsonBuffer(value) ? `[${value.data.length} bytes]` : value;
}

/** A map with names as an object, any other as a list of pairs. */
function ofMap(map: Map<unknown, unknown>): unknown {
	const keys = [...map.keys()];
	return keys.every((key) => typeof key === 'string')
		? Object.fromEntries(map as Map<string, unknown>)
		: [...map];
}

/** Bytes as `JSON.stringify` leaves them: what is in them cannot be seen, and so cannot be masked. */
function isJsonBuffer(value: object): value is { data: unknown[] } {
	const like = value as { type?: unknown; data?: unknown };
	return !Array.isArray(value) && like.type === 'Buffer' && Array.isArray(like.data);
}

function named(what: string, value: { name?: unknown }): string {
	const name = typeof value.name === 'string' ? value.name.slice(0, NAME_MAX) : '';
	return name === '' ? `[${what}]` : `[${what} ${name}]`;
}

const ERROR_FIELDS = ['name', 'message', 'stack', 'code', 'cause', 'errors'];

/** The names of an object's fields, with those of an error that are not listed by themselves. */
export function fieldsOf(value: object): string[] {
	const names = Object.keys(value);
	if (!(value instanceof Error)) return names;
	const hidden = ERROR_FIELDS.filter((name) => !names.includes(name) && name in value);
	return [...hidden, ...names];
}

/** A field's value; a getter that throws costs only its own field. */
export function fieldOf(value: object, name: string): unknown {
	try {
		return (value as Record<string, unknown>)[name];
	} catch {
		return FAILED;
	}
}

/** Sets a field as the object's own, also where it is called `__proto__`. */
export function setField(target: Record<string, unknown>, name: string, value: unknown): void {
	Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}
