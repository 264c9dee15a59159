import { FAILED } from './marker';
import { maskAny } from './mask-value';
import { rulesFor, type Rules } from './rules';

/** What a caller may add to the rules every value is masked by. */
export interface MaskOptions {
	/** Further key names whose values are always secret, in any spelling (`myToken` also means `my_token` and `MY-TOKEN`). */
	keys?: string[];
	/** Further shapes; whatever they match is masked. A text on which they take more than some ms is dropped. */
	patterns?: RegExp[];
}

/** Returns a copy of any value as plain JSON-like data with the secrets taken out. Never throws, never changes its input. */
export function maskSecrets<T>(value: T, options?: MaskOptions): T {
	try {
		return maskAny(value, rulesFor(options)) as T;
	} catch {
		return FAILED as T;
	}
}

/** Names come again with each execution. Only texts without secrets are remembered, and by what they were masked. */
const SHORT = 256;
const KNOWN_MAX = 4_000;
const innocent = new Set<string>();
let innocentBy: Rules | null = null;

/** Returns a text with the secrets taken out. Never throws. */
export function maskText(text: string, options?: MaskOptions): string {
	try {
		const rules = rulesFor(options);
		if (rules === innocentBy && innocent.has(text)) return text;
		const masked = maskAny(String(text), rules) as string;
		if (masked === text && text.length <= SHORT) remember(text, rules);
		return masked;
	} catch {
		return FAILED;
	}
}

function remember(text: string, rules: Rules): void {
	if (rules !== innocentBy || innocent.size >= KNOWN_MAX) innocent.clear();
	innocentBy = rules;
	innocent.add(text);
}
