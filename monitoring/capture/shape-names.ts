import { addedVersion } from '../masking/added-masks';
import { maskText } from '../masking/mask-secrets';
import { cut } from './captured-text';

const NAME_MOST = 100;
const NAMES_KEPT = 5_000;

/** Whole names that are data, and what stands for them. */
const DATA: ReadonlyArray<[pattern: RegExp, placeholder: string]> = [
	[/^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i, '{id}'],
	[/^[^\s@]+@[^\s@]+\.[^\s@]+$/, '{email}'],
	[/^[a-z][a-z\d+.-]*:\/\//i, '{url}'],
	[/^\d{1,3}(\.\d{1,3}){3}(:\d+)?$/, '{ip}'],
	[/^(?=.*:.*:)[\da-f:]+$/i, '{ip}'],
	[/^\d{4}[-./]\d{1,2}([-./]\d{1,2})?([T ].*)?$/, '{date}'],
	[/^\d{1,2}[-./]\d{1,2}[-./]\d{2,4}([T ,].*)?$/, '{date}'],
	[/^\d{4}[- ]?[QW]\d{1,2}$/i, '{date}'],
	[/^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ .-]+(\d{1,2},? +)?\d{2,4}$/i, '{date}'],
	[/^\d{1,2}:\d{2}$/, '{date}'],
	[/^[+-]?\d+([.,]\d+)*$/, '{number}'],
	[/^\+?(?=(\D*\d){7})[\d ()./-]+$/, '{number}'],
];

const names = new Map<string, string>();
let masks = -1;

/**
 * The name of a field as it is stored: a key that looks like data (an id, an address, a date, a secret) becomes a
 * placeholder, so that objects that are keyed by data yield neither their data nor a new shape at each run. A dot
 * within a name is `\.`.
 */
export function fieldName(key: string): string {
	if (masks !== addedVersion()) {
		masks = addedVersion();
		names.clear();
	}
	const before = names.get(key);
	if (before !== undefined) return before;
	const name = makeName(key);
	if (key.length > NAME_MOST) return name;
	if (names.size >= NAMES_KEPT) names.clear();
	names.set(key, name);
	return name;
}

/** True for a name that stands for many keys. */
export function isPlaceholder(name: string): boolean {
	return /\{(id|email|url|ip|date|number|secret)\}/.test(name);
}

function makeName(key: string): string {
	const start = key.slice(0, NAME_MOST * 4);
	if (maskText(start) !== start) return '{secret}';
	const trimmed = start.trim();
	for (const [pattern, placeholder] of DATA) if (pattern.test(trimmed)) return placeholder;
	const parts = start.split(/([_.\s:/-])/);
	const random = parts.some(looksRandom);
	if (!random && looksRandom(trimmed.replaceAll(/[_.-]/g, ''))) return '{id}';
	const folded = parts.map((part) => (looksRandom(part) ? '{id}' : part.replaceAll(/\d{5,}/g, '{number}')));
	return cut(folded.join(''), NAME_MOST)
		.toWellFormed()
		.replaceAll(/[\u0000-\u001f]/g, '\uFFFD')
		.replaceAll(/[\\.]/g, '\\$&');
}

/**
 * Whether a text is no words: letters in both cases and digits in a jumble, as ids and tokens have them. Words that
 * are joined, such as `billingAddressLine2`, begin anew once in several characters.
 */
function looksRandom(text: string): boolean {
	const { length } = text;
	if (length < 10 || !/^[\w+=~]+$/.test(text)) return false;
	const hasDigits = /\d/.test(text);
	if (hasDigits && length >= 16 && /^[\da-f]+$/i.test(text)) return true;
	const begins = text.match(/(?<=[a-z])[^a-z]|(?<=\d)\D|(?<=[A-Z])\d/g)?.length ?? 0;
	if (!hasDigits) return length >= 16 && begins / length > 0.4;
	return begins / length > (length >= 14 ? 0.33 : 0.45);
}
