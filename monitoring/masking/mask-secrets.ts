import { FAILED } from './marker';
import { maskAny } from './mask-value';
import { rulesFor } from './rules';

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

/** Returns a text with the secrets taken out. Never throws. */
export function maskText(text: string, options?: MaskOptions): string {
	try {
		return maskAny(String(text), rulesFor(options)) as string;
	} catch {
		return FAILED;
	}
}
