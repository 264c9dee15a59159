import { MASK } from './marker';

/** How long an IBAN is in each country. */
const LENGTHS: Record<string, number> = {
	AD: 24, AE: 23, AL: 28, AT: 20, AZ: 28, BA: 20, BE: 16, BG: 22, BH: 22, BI: 27, BR: 29, BY: 28, CH: 21, CR: 22,
	CY: 28, CZ: 24, DE: 22, DJ: 27, DK: 18, DO: 28, EE: 20, EG: 29, ES: 24, FI: 18, FK: 18, FO: 18, FR: 27, GB: 22,
	GE: 22, GI: 23, GL: 18, GR: 27, GT: 28, HN: 28, HR: 21, HU: 28, IE: 22, IL: 23, IQ: 23, IS: 26, IT: 27, JO: 30, KW: 30,
	KZ: 20, LB: 28, LC: 32, LI: 21, LT: 20, LU: 20, LV: 21, LY: 25, MC: 27, MD: 24, ME: 22, MK: 19, MN: 20, MR: 27, MT: 31, MU: 30,
	NI: 28, NL: 18, NO: 15, OM: 23, PK: 24, PL: 28, PS: 29, PT: 25, QA: 29, RO: 24, RS: 22, RU: 33, SA: 24, SC: 31, SD: 18, SE: 24,
	SI: 19, SK: 24, SM: 27, SO: 23, ST: 25, SV: 28, TL: 23, TN: 24, TR: 26, UA: 29, VA: 22, VG: 24, XK: 20, YE: 30,
};

/** A country, two check digits, and groups; how far it goes is known from the country. */
const CANDIDATE = /(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0.-]?[A-Za-z0-9]){11,38}/g;

/** Masks account numbers (IBAN) whose length fits their country and whose check digits are right. */
export function maskAccounts(text: string): string {
	return text.replace(CANDIDATE, (found) => {
		const length = LENGTHS[found.slice(0, 2).toUpperCase()];
		if (length === undefined) return found;
		const end = endOf(found, length);
		if (end === undefined || /[A-Za-z0-9]/.test(found[end] ?? '')) return found;
		const account = found.slice(0, end).replace(/[^A-Za-z0-9]/g, '');
		return hasCheckDigits(account.toUpperCase()) ? MASK + found.slice(end) : found;
	});
}

/** Where as many letters and digits as an account has are over. */
function endOf(text: string, length: number): number | undefined {
	let count = 0;
	for (let at = 0; at < text.length; at += 1) {
		if (/[A-Za-z0-9]/.test(text[at])) count += 1;
		if (count === length) return at + 1;
	}
	return undefined;
}

/** The remainder by 97, with letters as numbers and the first four characters moved to the end, is 1. */
function hasCheckDigits(account: string): boolean {
	let rest = 0;
	for (const character of account.slice(4) + account.slice(0, 4)) {
		const number = parseInt(character, 36);
		rest = (rest * (number > 9 ? 100 : 10) + number) % 97;
	}
	return rest === 1;
}
