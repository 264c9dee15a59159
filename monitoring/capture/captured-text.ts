import { maskText } from '../masking/mask-secrets';
import { CAPTURED_TEXT_MAX, TEXT_LIMITS } from '../model/limits';

const CUT = '…';

/** A text of the host's as it may be stored: cut before it is masked, so that the work is bounded. */
export function capturedText(value: unknown, max: number = CAPTURED_TEXT_MAX): string {
	const text = typeof value === 'string' ? value : textOf(value);
	// Room for what masking takes out; a cut text would else keep a much longer one alive.
	const enough = Math.min(CAPTURED_TEXT_MAX, Math.max(1_024, max * 4));
	return cut(maskText(cut(text, enough)), max);
}

/** A name or an id for a column of limited length. */
export function capturedName(value: unknown, column: keyof typeof TEXT_LIMITS): string {
	return capturedText(value, TEXT_LIMITS[column]);
}

/** An id of n8n's own: no secret, but as long as somebody's import made it. */
export function capturedId(value: unknown): string {
	return cut(typeof value === 'string' ? value : textOf(value), TEXT_LIMITS.workflow_id);
}

export function cut(text: string, max: number): string {
	return text.length <= max ? text : text.slice(0, max - CUT.length) + CUT;
}

function textOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	try {
		return typeof value === 'object' ? (JSON.stringify(value, shortening()) ?? '') : String(value);
	} catch {
		return '[unreadable]';
	}
}

const ELEMENTS_MAX = 100;

/** Leaves out what lies beyond a text of the greatest length, so that large data is not walked. */
function shortening(): (key: string, value: unknown) => unknown {
	let left = CAPTURED_TEXT_MAX;
	return (key, value) => {
		left -= key.length + (typeof value === 'string' ? value.length : 1);
		if (typeof value === 'string') return cut(value, CAPTURED_TEXT_MAX);
		if (left < 0) return undefined;
		return Array.isArray(value) && value.length > ELEMENTS_MAX ? value.slice(0, ELEMENTS_MAX) : value;
	};
}
