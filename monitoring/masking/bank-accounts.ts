import { MASK } from './marker';

/** How long an IBAN is in each country. */
const LENGTHS = new Map(
	`
	AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28
	EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26
	IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28
	NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25
	SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30`
		.trim()
		.split(/\s+/)
		.map((entry): [string, number] => [entry.slice(0, 2), Number(entry.slice(2))]),
);

/** A country, two check digits, and groups; how far it goes is known from the country. */
const CANDIDATE = /(?<![\w-])[A-Za-z]{2}\d{2}(?:[ \u00a0.-]?[A-Za-z0-9]){11,38}/g;

/** In one piece, or in groups of four: UUIDs have other groups. */
const GROUPED =
	/^(?:[A-Za-z0-9]+|[A-Za-z0-9]{4}(?:([ \u00a0.-])[A-Za-z0-9]{4}(?:\1[A-Za-z0-9]{4})*)(?:\1[A-Za-z0-9]{1,4})?)$/;

/** Masks account numbers (IBAN) whose length fits their country and whose check digits are right. */
export function maskAccounts(text: string): string {
	return text.replace(CANDIDATE, (found) => {
		const length = LENGTHS.get(found.slice(0, 2).toUpperCase());
		if (length === undefined) return found;
		const end = endOf(found, length);
		if (end === undefined || /[A-Za-z0-9]/.test(found[end] ?? '') || !GROUPED.test(found.slice(0, end)))
			return found;
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
