import { MASK } from './marker';

/** Thirteen to nineteen digits, in one piece or in groups, not within a longer number, a word or a UUID. */
const CANDIDATE = /(?<![\w.-])(?<!\d[,:/ ])\d(?:[ \u00a0\u202f.-]?\d){12,18}(?![\w]|-\w|\.\d|[ -]\d)/g;

const GROUPED =
	/^(?:\d{4}([ \u00a0\u202f.-])\d{4}\1\d{4}\1\d{4}(?:\1\d{3})?|\d{4}([ \u00a0\u202f.-])\d{6}\2\d{4,5}|\d{13,19})$/;

/** Issuers by how their numbers begin and how long they are. */
const ISSUERS =
	/^(?:4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[68]\d)\d{11}|62\d{14}|(?:5018|5020|5038|6304|6759|676[1-3])\d{12})$/;

/** Masks numbers of payment cards: the issuer's prefix and length are right, and the check digit is. */
export function maskCards(text: string): string {
	return text.replace(CANDIDATE, (found) => (isCard(found) ? MASK : found));
}

/** Whether a text is a card number, with or without separators. */
export function isCard(text: string): boolean {
	if (!GROUPED.test(text)) return false;
	const digits = text.replace(/\D/g, '');
	return ISSUERS.test(digits) && !/^(\d)\1+$/.test(digits) && hasCheckDigit(digits);
}

/** The check of Luhn: every second digit from the right counts twice. */
function hasCheckDigit(digits: string): boolean {
	let sum = 0;
	for (let place = 0; place < digits.length; place += 1) {
		const digit = Number(digits[digits.length - 1 - place]);
		const counted = place % 2 === 1 ? digit * 2 : digit;
		sum += counted > 9 ? counted - 9 : counted;
	}
	return sum % 10 === 0;
}
