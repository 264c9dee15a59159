import { maskSchemes } from './auth-schemes';
import { maskAccounts } from './bank-accounts';
import { maskCards } from './card-numbers';
import { maskColumns } from './csv-columns';
import { maskCommandLines } from './command-lines';
import { TOO_LARGE } from './marker';
import { maskNamedValues } from './named-values';
import { maskPrivateKeys } from './private-keys';
import type { Rules } from './rules';
import { maskTokens } from './token-shapes';
import { maskUrls } from './url-secrets';

/** Longer texts are cut here: nobody reads them, and masking runs on the thread that runs workflows. */
export const TEXT_MAX = 4_000_000;

const ROUNDS = 4;

/** What any secret has at least one of: a name or a scheme, a run of many characters, an address, digits in a row. */
const HINT =
	/pass|pwd|pw|secret|token|key|auth|cookie|sess|sid|sig|cred|cvv|cvc|otp|pin|jwt|sas|code|dsn|conn|[cx]srf|bearer|basic|mdp|senha|kennwort|[^\x00-\x7f]|[\w+/=.~%:-]{14}|@|[a-z]{2}\d\d[ .-][a-z\d]{4}| -[paPwuU]|--\w|\d[ \d.-]{11}|seed|crumb|clave|jelsz|login|identif|assert|haslo|parol|sifre|loz|mnemo|losen|wacht|adgang|salas/i;

/** Masks a text by all rules. */
export function maskPlainText(text: string, rules: Rules): string {
	const whole = text.length > TEXT_MAX ? text.slice(0, TEXT_MAX) + TOO_LARGE : text;
	if (whole.length < 4) return rules.patterns.mask(whole);
	let masked = whole;
	// What is masked can make clear what stands beside it, so that one more round finds nothing: masked twice is masked once.
	for (let round = 0; round < ROUNDS; round += 1) {
		const before = masked;
		masked = maskOnce(before, rules);
		if (masked === before) break;
	}
	return masked;
}

function maskOnce(text: string, rules: Rules): string {
	let masked = text;
	if (HINT.test(masked) || rules.names.pattern.test(masked)) {
		rules.names.pattern.lastIndex = 0;
		masked = maskPrivateKeys(masked);
		masked = maskUrls(masked);
		masked = maskTokens(masked);
		masked = maskSchemes(masked);
		masked = maskNamedValues(masked, rules.names);
		masked = maskCommandLines(masked);
		masked = maskColumns(masked, rules.names);
		if (/\d[ \d\u00a0\u202f.-]{10}/.test(masked)) masked = maskCards(masked);
		if (/[A-Za-z]{2}\d\d/.test(masked)) masked = maskAccounts(masked);
	}
	return rules.patterns.mask(masked);
}
