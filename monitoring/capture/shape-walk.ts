import type { INodeExecutionData } from 'n8n-workflow';
import { SHAPE_FIELDS_MAX, type SeenShape } from '../model/known-shape';
import { fieldName } from './shape-names';

/** An object with more fields than this is keyed by data, and they are one field `*`; of a row in a table all are looked at. */
const KEYS_WITHIN = 50;
const KEYS_MOST = 400;

/** What is known of one name: how many of the objects that it stands in had it, and whether one of them filled it. */
interface Field {
	objects: number;
	last: number;
	filled: boolean;
	/** The name of the object that it stands in. */
	within: string;
}

/** Collects the names of fields of items, two levels deep, and which of them hold something. Never values. */
export class ShapeWalk {
	readonly #fields = new Map<string, Field>();

	/** How many objects there were under a name. */
	readonly #objects = new Map<string, number>();

	#object = 0;

	#truncated = false;

	/** @returns whether the item has any field */
	item({ json, binary }: INodeExecutionData): boolean {
		const before = this.#fields.size;
		const object = this.#begin('');
		let any = false;
		if (typeof json === 'object' && json !== null) any = this.#keys(json, '', object, KEYS_MOST);
		if (typeof binary === 'object' && binary !== null) {
			let left = KEYS_WITHIN;
			for (const key in binary) {
				any = true;
				if ((left -= 1) < 0) break;
				this.#note(`binary.${fieldName(key)}`, '', object, true);
			}
		}
		if (!any) this.#objects.set('', (this.#objects.get('') ?? 1) - 1);
		return any || this.#fields.size > before;
	}

	get shape(): SeenShape {
		const fields = [...this.#fields.keys()].sort();
		const { partial, empty } = this.#marks(fields);
		return { fields, partial, empty, truncated: this.#truncated };
	}

	#marks(fields: readonly string[]): Pick<SeenShape, 'partial' | 'empty'> {
		const field = (name: string) => this.#fields.get(name) as Field;
		return {
			partial: fields.filter((name) => field(name).objects < (this.#objects.get(field(name).within) ?? 0)),
			empty: fields.filter((name) => !field(name).filled),
		};
	}

	#begin(within: string): number {
		this.#objects.set(within, (this.#objects.get(within) ?? 0) + 1);
		return (this.#object += 1);
	}

	#keys(value: object, within: string, object: number, most: number): boolean {
		let count = 0;
		for (const key in value) {
			count += 1;
			if (count > most) {
				this.#truncated = true;
				break;
			}
			this.#field(fieldName(key), (value as Record<string, unknown>)[key], within, object);
		}
		return count > 0;
	}

	#field(name: string, value: unknown, within: string, object: number): void {
		const filled = isFilled(value);
		if (!this.#note(name, within, object, filled) || !filled || typeof value !== 'object') return;
		if (Array.isArray(value)) {
			for (const element of sampled(value, ELEMENTS)) {
				if (isPlain(element)) this.#inner(element, `${name}[]`);
			}
		} else if (isPlain(value)) this.#inner(value, name);
	}

	/** The second level, which is the last one. */
	#inner(value: object, within: string): void {
		const object = this.#begin(within);
		if (hasMore(value, KEYS_WITHIN)) {
			this.#note(`${within}.*`, within, object, true);
			return;
		}
		for (const key in value) {
			const inner = (value as Record<string, unknown>)[key];
			this.#note(`${within}.${fieldName(key)}`, within, object, isFilled(inner));
		}
	}

	#note(name: string, within: string, object: number, filled: boolean): boolean {
		const known = this.#fields.get(name);
		if (known === undefined) {
			if (this.#fields.size >= SHAPE_FIELDS_MAX) {
				this.#truncated = true;
				return false;
			}
			this.#fields.set(name, { objects: 1, last: object, filled, within });
			return true;
		}
		// Several keys of one object may share a placeholder.
		if (known.last !== object) known.objects += 1;
		known.last = object;
		known.filled ||= filled;
		return true;
	}
}

/** Of a list this many elements are looked at. */
export const ELEMENTS = 3;

/** The first, the last, and some between, evenly. */
export function sampled<T>(list: readonly T[], most: number): readonly T[] {
	if (list.length <= most) return list;
	const step = (list.length - 1) / (most - 1);
	return Array.from({ length: most }, (_, index) => list[Math.round(index * step)]);
}

/** Nothing in it: null, an empty text, a list or an object without anything. */
export function isFilled(value: unknown): boolean {
	if (value === null || value === undefined || value === '') return false;
	if (typeof value !== 'object') return true;
	return Array.isArray(value) ? value.length > 0 : !isPlain(value) || hasMore(value, 0);
}

/** Dates and the like are values. An object may come from another realm, with an `Object` of its own. */
export function isPlain(value: unknown): value is object {
	if (typeof value !== 'object' || value === null) return false;
	const prototype = Object.getPrototypeOf(value) as object | null;
	return prototype === null || prototype === Object.prototype || isRoot(prototype, value);
}

function isRoot(prototype: object, value: object): boolean {
	return !Array.isArray(value) && Object.getPrototypeOf(prototype) === null;
}

function hasMore(value: object, than: number): boolean {
	let count = 0;
	for (const _ in value) if ((count += 1) > than) return true;
	return false;
}
