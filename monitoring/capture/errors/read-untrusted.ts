/**
 * Reading of values that anybody may have thrown: getters that throw, cycles, revoked Proxies and texts of many
 * megabytes are all possible, so every access goes through here and every answer is bounded.
 */

/** No text of an error is looked at beyond this many characters. */
export const TEXT_LIMIT = 4096;

export function asObject(value: unknown): object | null {
	return typeof value === 'object' && value !== null ? value : null;
}

/** The field's value, or undefined when reading it throws. */
export function readField(value: object, key: string): unknown {
	try {
		return Reflect.get(value, key);
	} catch {
		return undefined;
	}
}

export function hasOwnField(value: object, key: string): boolean {
	try {
		return Object.prototype.hasOwnProperty.call(value, key);
	} catch {
		return false;
	}
}

/** Text of a string, number, boolean or bigint, cut to `limit` characters; an empty string for all else. */
export function asText(value: unknown, limit = TEXT_LIMIT): string {
	if (typeof value === 'string') return value.slice(0, limit);
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	// Turning a bigint into decimals costs time that grows with its square.
	if (typeof value === 'bigint')
		return value > -(2n ** 64n) && value < 2n ** 64n ? String(value) : '';
	return '';
}

export function readText(value: object, key: string, limit = TEXT_LIMIT): string {
	return asText(readField(value, key), limit);
}

/** The first `limit` elements of a list; an empty list for all else. */
export function asList(value: unknown, limit: number): unknown[] {
	try {
		if (!Array.isArray(value)) return [];
		const length = Math.min(Number(readField(value, 'length')) || 0, limit);
		return Array.from({ length }, (_, index) => readField(value, String(index)));
	} catch {
		return [];
	}
}

/** Up to `limit` own keys; none of lists and bytes, nor of an object that refuses. */
export function ownKeys(value: object, limit: number): string[] {
	try {
		// The keys of a list or of bytes are as many as its elements and name nothing.
		if (Array.isArray(value) || ArrayBuffer.isView(value)) return [];
		return Object.keys(value).slice(0, limit);
	} catch {
		return [];
	}
}
