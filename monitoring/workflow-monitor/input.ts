import { METADATA_MAX } from '../model/limits';
import type { Metadata } from '../model/records';
import { storableText } from '../store/write/rows';
import { MonitorInputError } from './monitor-error';

/** What a caller gives, by the names he knows the fields by. */
export type Given = Readonly<Record<string, unknown>>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const NUMBER = /^\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*$/i;

/** True where nothing was given: form fields that are left empty come as empty texts. */
function isAbsent(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/**
 * Reads fields one by one and turns down, by name, what their columns cannot hold. All of these throw
 * MonitorInputError; null stands for what was not given.
 */
export class Input {
	readonly #given: Given;

	constructor(given: unknown) {
		if (typeof given !== 'object' || given === null || Array.isArray(given)) {
			throw new MonitorInputError('input', given, 'an object with named fields');
		}
		this.#given = given as Given;
	}

	/** @param max characters at most */
	text(field: string, max: number): string | null {
		const value = this.#given[field];
		if (isAbsent(value)) return null;
		const allowed = `a text of at most ${max} characters`;
		if (typeof value !== 'string') {
			if (typeof value !== 'number' || !Number.isFinite(value)) {
				throw new MonitorInputError(field, value, allowed);
			}
			return String(value);
		}
		if (value.length > max && [...value].length > max) {
			throw new MonitorInputError(
				field,
				value,
				allowed,
				`(${[...value].length} characters) is too long`,
			);
		}
		return storableText(value);
	}

	requiredText(field: string, max: number): string {
		const text = this.text(field, max);
		if (text === null || text.trim() === '') {
			throw new MonitorInputError(field, undefined, `a text of at most ${max} characters`);
		}
		return text;
	}

	/** Entries of a list, so many at most; empty where none was given. */
	list(field: string, max: number): unknown[] {
		const value = this.#given[field];
		if (isAbsent(value)) return [];
		if (Array.isArray(value) && value.length <= max) return value as unknown[];
		throw new MonitorInputError(field, value, `a list of entries, at most ${max} of them here`);
	}

	/** Whatever was given; undefined where nothing was. */
	anything(field: string): unknown {
		return this.#given[field];
	}

	oneOf<T extends string>(field: string, list: readonly T[]): T | null {
		const value = this.#given[field];
		if (isAbsent(value)) return null;
		const found = list.find((each) => each === value);
		if (found === undefined) throw new MonitorInputError(field, value, list.join(', '));
		return found;
	}

	requiredOneOf<T extends string>(field: string, list: readonly T[]): T {
		const found = this.oneOf(field, list);
		if (found === null) throw new MonitorInputError(field, undefined, list.join(', '));
		return found;
	}

	/** Several values of a list, given as an array or with commas between them; null where none was given. */
	someOf<T extends string>(field: string, list: readonly T[]): T[] | null {
		const value = this.#given[field];
		if (isAbsent(value)) return null;
		const given: unknown[] = Array.isArray(value)
			? value
			: typeof value === 'string'
				? value.split(',').map((each) => each.trim())
				: [value];
		if (given.length === 0) return null;
		return given.map((each) => {
			const found = list.find((one) => one === each);
			if (found === undefined) throw new MonitorInputError(field, each, list.join(', '));
			return found;
		});
	}

	/** A whole number; texts that are one count as well. */
	integer(field: string, min: number, max: number): number | null {
		const number = this.number(field, `a whole number from ${min} to ${max}`);
		if (number === null) return null;
		if (!Number.isInteger(number) || number < min || number > max) {
			const shown = Number.isFinite(number) ? number : String(number);
			throw new MonitorInputError(field, shown, `a whole number from ${min} to ${max}`);
		}
		return number;
	}

	/** Any number, an infinite one included; texts that are one count as well. */
	number(field: string, allowed: string): number | null {
		const value = this.#given[field];
		if (isAbsent(value)) return null;
		const number =
			typeof value === 'number' || (typeof value === 'string' && NUMBER.test(value))
				? Number(value)
				: NaN;
		if (Number.isNaN(number)) {
			throw new MonitorInputError(
				field,
				typeof value === 'number' ? String(value) : value,
				allowed,
			);
		}
		return number;
	}

	boolean(field: string): boolean | null {
		const value = this.#given[field];
		if (isAbsent(value)) return null;
		if (value === true || value === 'true') return true;
		if (value === false || value === 'false') return false;
		throw new MonitorInputError(field, value, 'true, false');
	}

	/** An object as it is or as JSON text; null where none was given. */
	object(field: string): object | null {
		const given = this.#given[field];
		if (isAbsent(given)) return null;
		const value = typeof given === 'string' ? fromJson(given) : given;
		if (typeof value !== 'object' || value === null || Array.isArray(value)) {
			throw new MonitorInputError(field, given, 'an object with named fields');
		}
		return value;
	}

	/** A plain JSON object, as such or as JSON text; empty where none was given. */
	metadata(field: string): Metadata {
		const value = this.#given[field];
		if (isAbsent(value)) return {};
		const text = typeof value === 'string' ? value : asJson(value);
		const parsed = text === null ? undefined : fromJson(text);
		if (text === null || !isPlainObject(parsed)) {
			throw new MonitorInputError(field, value, 'a JSON object');
		}
		if (text.length > METADATA_MAX) {
			throw new MonitorInputError(
				field,
				value,
				`a JSON object of at most ${METADATA_MAX} characters`,
				`(${text.length} characters) is too large`,
			);
		}
		return parsed;
	}

	/** Texts, as an array or with commas between them; null where none was given. */
	texts(field: string, max: number): string[] | null {
		const value = this.#given[field];
		if (isAbsent(value)) return null;
		const allowed = `a list of texts of at most ${max} characters, at most ${TEXTS_MAX} of them`;
		const list: unknown[] | null = Array.isArray(value)
			? value
			: typeof value === 'string'
				? value.split(',').map((each) => each.trim())
				: null;
		if (list === null || list.length > TEXTS_MAX)
			throw new MonitorInputError(field, value, allowed);
		return list.map((each) => {
			if (typeof each !== 'string' || [...each].length > max) {
				throw new MonitorInputError(field, each, allowed);
			}
			return storableText(each);
		});
	}

	/** An instant: ISO 8601, a Date or ms since the epoch. Returned as ISO 8601 in UTC. */
	instant(field: string): string | null {
		const value = this.#given[field];
		if (isAbsent(value)) return null;
		const time =
			value instanceof Date
				? value.getTime()
				: typeof value === 'string' || typeof value === 'number'
					? new Date(value).getTime()
					: NaN;
		if (!(time >= EARLIEST && time <= LATEST)) {
			throw new MonitorInputError(
				field,
				value,
				'a time such as 2026-01-31T08:00:00Z, from 1970 to 9999',
			);
		}
		return new Date(time).toISOString();
	}

	uuid(field: string): string {
		const value = this.#given[field];
		if (typeof value !== 'string' || !UUID.test(value.trim())) {
			throw new MonitorInputError(
				field,
				isAbsent(value) ? undefined : value,
				'an id as the monitor gives them, such as 01997a2e-5f70-7c3a-9d51-0a1b2c3d4e5f',
			);
		}
		return value.trim().toLowerCase();
	}
}

const TEXTS_MAX = 1_000;
const EARLIEST = 0;
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

function asJson(value: unknown): string | null {
	try {
		return JSON.stringify(value) ?? null;
	} catch {
		// Circles and big integers have no JSON.
		return null;
	}
}

function fromJson(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

function isPlainObject(value: unknown): value is Metadata {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
