import { TEXT_LIMITS } from '../model/limits';
import type { Metadata } from '../model/records';
import type { Input } from './input';
import { MonitorInputError } from './monitor-error';

export const SEARCH_MAX = 500;
const PATH_MAX = 1_000;
const DEEPEST = 20;

/** @throws MonitorInputError where nothing could be found by it */
export function words(input: Input): string | null {
	const text = input.text('words', SEARCH_MAX);
	if (text === null || /[\p{L}\p{N}]/u.test(text)) return text;
	throw new MonitorInputError('words', text, 'at least one word');
}

/**
 * What metadata must hold for a value to stand at a path. Of a text that reads as a number, true, false or null both
 * meanings are looked for.
 */
export function metadataAt(input: Input): [Metadata, Metadata?] | null {
	const path = input.text('metadataPath', PATH_MAX);
	if (path === null) {
		const value = input.anything('metadataValue') ?? '';
		if (value === '') return null;
		throw new MonitorInputError('metadataPath', undefined, 'where metadataValue is, such as order.customer.id');
	}
	const keys = keysOf(path);
	if (keys.includes('') || keys.length > DEEPEST) {
		const allowed = `keys with dots between them, such as order.customer.id, at most ${DEEPEST}`;
		throw new MonitorInputError('metadataPath', path, allowed);
	}
	const value = input.anything('metadataValue');
	switch (typeof value) {
		case 'string': {
			const text = nested(keys, input.text('metadataValue', TEXT_LIMITS.message) ?? '');
			const meant = scalar(value);
			return meant === undefined ? [text] : [text, nested(keys, meant)];
		}
		case 'number':
		case 'boolean':
			return [nested(keys, value)];
		default:
			if (value === null) return [nested(keys, null)];
			throw new MonitorInputError('metadataValue', value, 'a text, a number, true, false or null');
	}
}

/** What a text says in JSON, if that is a number, true, false or null. */
function scalar(text: string): unknown {
	if (!/^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?)$/i.test(text)) return undefined;
	const value: unknown = JSON.parse(text.toLowerCase());
	return typeof value === 'number' && !Number.isFinite(value) ? undefined : value;
}

/** Splits at dots, but not at those behind a backslash. */
function keysOf(path: string): string[] {
	return path.split(/(?<!\\)\./).map((key) => key.replaceAll('\\.', '.'));
}

function nested(keys: readonly string[], value: unknown): Metadata {
	// A computed key defines an own property, one called __proto__ too.
	return keys.reduceRight((inner, key) => ({ [key]: inner }), value) as Metadata;
}
