import { maskSecrets, maskText } from '../masking/mask-secrets';
import type { Metadata } from '../model/records';
import type { Input } from './input';

/** @throws MonitorInputError where it is missing or too long */
export function maskedRequired(input: Input, field: string, max: number): string {
	return maskedWithin(input.requiredText(field, max), max);
}

/** What a person writes beside a row, without its secrets. */
export function masked(input: Input, field: string, max: number): string | null {
	const text = input.text(field, max);
	return text === null ? null : maskedWithin(text, max);
}

/** A mask may be longer than what it hides; the column's length still holds. */
function maskedWithin(text: string, max: number): string {
	const safe = maskText(text);
	if (safe.length <= max) return safe;
	return [...safe].slice(0, max).join('');
}

export function maskedMetadata(input: Input): Metadata {
	const safe: unknown = maskSecrets(input.metadata('metadata'));
	// Where masking itself fails it gives a mark in place of the value: the row goes without its metadata.
	return typeof safe === 'object' && safe !== null && !Array.isArray(safe)
		? (safe as Metadata)
		: {};
}
