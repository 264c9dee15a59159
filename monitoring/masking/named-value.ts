import { maskAuthorization, maskCookies } from './auth-schemes';
import type { KeyKind } from './key-names';
import { MASK } from './marker';
import { isNothing, isPlaceholder, isSentence, looksRandom, looksSecretish } from './value-looks';

/** What a text becomes that stands under a name of some kind; undefined where it stays. */
export function maskedUnderName(kind: KeyKind, value: string): string | undefined {
	const masked = maskedByKind(kind, value);
	return masked === value ? undefined : masked;
}

function maskedByKind(kind: KeyKind, value: string): string | undefined {
	switch (kind) {
		case 'plain':
		case 'card':
			return undefined;
		case 'always':
			return value === '' ? value : MASK;
		case 'authorization':
			return maskAuthorization(value);
		case 'cookie':
			return isSentence(value) || isNothing(value) ? undefined : maskCookies(value);
		case 'login':
			return value.replace(/^([^\s:]{1,200}):(?!\/\/)([^]+)$/, (whole, user: string, password: string) =>
				isNothing(password) || /^\d+:\d+$/.test(whole) ? whole : `${user}:${MASK}`,
			);
		case 'likely':
			return looksSecretish(value) || /^\d{4,8}$/.test(value) ? MASK : undefined;
		case 'weak':
			return looksRandom(value) ? MASK : undefined;
		default:
			return isKept(kind, value) ? undefined : MASK;
	}
}

function isKept(kind: 'password' | 'secret', value: string): boolean {
	if (isNothing(value) || isPlaceholder(value) || isSentence(value)) return true;
	// `token: 12` counts, `token: <` quotes a text that could not be read.
	return kind === 'secret' && (value.length < 4 || /^\d{1,7}$/.test(value));
}

/** Whether a number is secret under a name of some kind: passwords may be of digits only, tokens are counted. */
export function isSecretNumber(kind: KeyKind, value: number | bigint): boolean {
	if (kind === 'always') return true;
	const digits = String(value);
	if (!/^\d+$/.test(digits)) return false;
	if (kind === 'password') return digits.length >= 3;
	return kind === 'secret' ? digits.length >= 10 : false;
}
