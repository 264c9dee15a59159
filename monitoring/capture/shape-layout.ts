import type { INodeExecutionData } from 'n8n-workflow';
import { SHAPE_FIELDS_MAX } from '../model/known-shape';
import { fieldName, isPlaceholder } from './shape-names';
import { ELEMENTS, isFilled, isPlain, sampled } from './shape-walk';

const EMPTY = 0;
const VALUE = 1;
const OBJECT = 2;
const OBJECTS = 3;

/** The keys of an item as they stand in it, and what each holds: to tell quickly that another one is the same. */
export interface Layout {
	keys: string[];
	kinds: number[];
	inner: Array<Layout | null>;
	files: string[];
}

/** Null where an item is none that comes again as it is: keyed by data, mixed within, or too large to compare quickly. */
export function layoutOf({ json, binary }: INodeExecutionData): Layout | null {
	const layout = typeof json === 'object' && json !== null ? keysOf(json, false) : null;
	if (layout === null) return null;
	for (const file in binary ?? {}) if (layout.files.push(file) > SHAPE_FIELDS_MAX) return null;
	return layout;
}

function keysOf(value: object, isInner: boolean): Layout | null {
	const layout: Layout = { keys: [], kinds: [], inner: [], files: [] };
	for (const key in value) {
		if (layout.keys.length >= SHAPE_FIELDS_MAX || isPlaceholder(fieldName(key))) return null;
		const each = (value as Record<string, unknown>)[key];
		const kind = kindOf(each, isInner);
		const first = kind === OBJECT ? (each as object) : kind === OBJECTS ? (each as object[])[0] : null;
		const inner = first === null ? null : keysOf(first, true);
		if (first !== null && inner === null) return null;
		if (kind === OBJECTS && !sampled(each as object[], ELEMENTS).every((one) => fits(one, inner as Layout, true))) {
			return null;
		}
		layout.keys.push(key);
		layout.kinds.push(kind);
		layout.inner.push(inner);
	}
	return layout;
}

/** How many names a layout holds. */
export function layoutSize({ keys, inner, files }: Layout): number {
	let size = keys.length + files.length;
	for (const each of inner) if (each !== null) size += each.keys.length;
	return size;
}

/** Whether an item has these keys in this order, each with the same kind of value. This runs for each node run. */
export function fitsLayout({ json, binary }: INodeExecutionData, layout: Layout): boolean {
	if (typeof json !== 'object' || json === null || !fits(json, layout, false)) return false;
	if (binary === undefined || binary === null) return layout.files.length === 0;
	let index = 0;
	for (const file in binary) {
		if (layout.files[index] !== file) return false;
		index += 1;
	}
	return index === layout.files.length;
}

function fits(value: object, { keys, kinds, inner }: Layout, isInner: boolean): boolean {
	let index = 0;
	for (const key in value) {
		if (keys[index] !== key) return false;
		const each = (value as Record<string, unknown>)[key];
		// Most are texts and numbers: all is said by their type.
		const kind = typeof each !== 'object' && each !== '' && each !== undefined ? VALUE : kindOf(each, isInner);
		if (kind !== kinds[index]) return false;
		if (kind === OBJECT && !fits(each as object, inner[index] as Layout, true)) return false;
		if (kind === OBJECTS && !allFit(each as object[], inner[index] as Layout)) return false;
		index += 1;
	}
	return index === keys.length;
}

function allFit(list: object[], layout: Layout): boolean {
	for (const each of sampled(list, ELEMENTS)) if (!isPlain(each) || !fits(each, layout, true)) return false;
	return true;
}

function kindOf(value: unknown, isInner: boolean): number {
	if (!isFilled(value)) return EMPTY;
	if (isInner || typeof value !== 'object' || value === null) return VALUE;
	if (Array.isArray(value)) return isPlain(value[0]) ? OBJECTS : VALUE;
	return isPlain(value) ? OBJECT : VALUE;
}
