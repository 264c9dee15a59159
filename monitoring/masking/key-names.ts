import {
	DESCRIPTORS,
	NEUTRAL,
	PASSWORD_ENDINGS,
	PASSWORD_WORDS,
	PLAIN_KEYS,
	PLAIN_TOKENS,
	SECRET_ENDINGS,
	SECRET_KEYS,
	SECRET_WORDS,
} from './key-words';

/**
 * What a name says about its value: `password` anything is secret, `secret` anything but short words and counts,
 * `authorization`, `cookie` and `login` (user and password) have a form of their own, `card` is a
 * number of a card if it has its check digit, `always` is what a caller named, `likely` what has the looks of a password, `weak` only
 * what looks random, `plain` nothing.
 */
export type KeyKind =
	| 'password'
	| 'secret'
	| 'authorization'
	| 'cookie'
	| 'login'
	| 'card'
	| 'always'
	| 'likely'
	| 'weak'
	| 'plain';

const KNOWN_MAX = 2_000;
const NAME_MAX = 120;

const known = new Map<string, KeyKind>();

/** What a name in any spelling says about its value. */
export function keyKind(name: string): KeyKind {
	if (name.length > NAME_MAX) return 'plain';
	const before = known.get(name);
	if (before !== undefined) return before;
	const kind = kindOfWords(wordsOf(name));
	// Names come from workflows, so that there may be endlessly many: the memory of them is started anew.
	if (known.size >= KNOWN_MAX) known.clear();
	known.set(name, kind);
	return kind;
}

/** Whether a kind of name is enough for its value to be masked, whatever the value looks like. */
export function isStrong(kind: KeyKind): boolean {
	return (
		kind === 'password' ||
		kind === 'secret' ||
		kind === 'authorization' ||
		kind === 'cookie' ||
		kind === 'always'
	);
}

/** The words of a name, lower case: `X-Api_keyV2` has x, api, key, v2. */
export function wordsOf(name: string): string[] {
	return folded(name)
		.replace(/([a-z\d])([A-Z])/g, '$1 $2')
		.replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
		.toLowerCase()
		.split(/[^\p{L}\p{M}\d]+/u)
		.filter((word) => word !== '');
}

/** Letters of other scripts, each followed by the Latin one that it looks like. */
const LOOKALIKES = new Map(
	'аa еe оo рp сc уy хx кk іi ѕs ԁd ոn νv οo АA ЕE ОO РP СC КK ТT ХX ѡw ԝw тt нh'
		.split(' ')
		.map((pair): [string, string] => [pair[0], pair[1]]),
);

/** Unusual letters as usual ones: full width, accents, invisible ones, letters of other scripts among Latin ones. */
function folded(name: string): string {
	if (/^[\x20-\x7e]*$/.test(name)) return name;
	const plain = name
		.normalize('NFKC')
		.normalize('NFD')
		.replace(/[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
		.normalize('NFC')
		.replace(/ł/g, 'l')
		.replace(/ı/g, 'i')
		.replace(/ø/g, 'o');
	// Only among Latin letters: words of other scripts stay what they are.
	return plain.replace(/\p{L}+/gu, (word) =>
		/[A-Za-z]/.test(word)
			? word.replace(/[^\x00-\x7f]/g, (letter) => LOOKALIKES.get(letter) ?? letter)
			: word,
	);
}

function kindOfWords(all: string[]): KeyKind {
	if (all.length === 0) return 'plain';
	let end = all.length;
	while (end > 1 && (NEUTRAL.has(all[end - 1]) || /^(?:\d+|v\d+)$/.test(all[end - 1]))) end -= 1;
	const exact = kindOfEnding(all.slice(0, end));
	if (exact !== undefined) return exact;
	if (DESCRIPTORS.has(all[end - 1])) return 'plain';
	// A credential followed by a word of somebody's own, as in `token_github`.
	for (let length = end - 1; length > 0; length -= 1) {
		const kind = kindOfEnding(all.slice(0, length));
		if (kind !== undefined && isStrong(kind)) return kind === 'cookie' ? 'weak' : 'likely';
	}
	return 'plain';
}

/** What the last words of a name make it; undefined where they are no words of credentials. */
function kindOfEnding(all: string[]): KeyKind | undefined {
	const last = all[all.length - 1];
	const before = all[all.length - 2] ?? '';
	if (PASSWORD_WORDS.has(last)) return 'password';
	if (last === 'token' && PLAIN_TOKENS.has(before)) return 'plain';
	if (SECRET_WORDS.has(last)) return 'secret';
	if (last === 'key' || last === 'keys') return kindOfKey(all);
	const rare = kindOfRareEnding(last, before, all);
	if (rare !== undefined) return rare;
	// `PaSsWoRd` and `pass-word` come apart in words, so that the whole is looked at as well.
	const whole = all.join('');
	if (PASSWORD_ENDINGS.test(whole)) return 'password';
	if (SECRET_ENDINGS.test(whole) || SECRET_WORDS.has(whole)) return 'secret';
	return all.length === 1 && isJoinedKey(whole) ? 'secret' : undefined;
}

/** `ddapplicationkey`: written in one piece, with a word before `key` that makes it a secret. */
function isJoinedKey(word: string): boolean {
	if (!word.endsWith('key') || word.length > 60) return false;
	const rest = word.slice(0, -3);
	for (let from = 0; from + 3 <= rest.length; from += 1) {
		if (SECRET_KEYS.has(rest.slice(from))) return true;
	}
	return false;
}

function kindOfKey(all: string[]): KeyKind {
	const before = all[all.length - 2];
	if (before === undefined) return 'weak';
	if (PLAIN_KEYS.has(before)) return 'plain';
	const secret = SECRET_KEYS.has(before) || PASSWORD_WORDS.has(before) || SECRET_WORDS.has(before);
	if (secret) return 'secret';
	if (isJoinedKey(`${before}key`)) return 'likely';
	// `STRIPE_PRODUCTION_KEY`: further words may stand between.
	return all.slice(0, -1).some((word) => SECRET_KEYS.has(word)) ? 'likely' : 'weak';
}

function kindOfRareEnding(last: string, before: string, all: string[]): KeyKind | undefined {
	switch (last) {
		case 'authorization':
			return 'authorization';
		case 'cookie':
		case 'cookies':
		case 'cookie2':
			return 'cookie';
		case 'pass':
			return all.length > 1 && !/^(?:boarding|first|second|final|test|season|by)$/.test(before)
				? 'password'
				: 'secret';
		case 'tokens':
			return /^(?:access|refresh|api|auth|bearer|session|device|push)$/.test(before) ? 'secret' : 'weak';
		case 'api':
			return /^(?:ключ|cle|clef|clave|llave|chave)$/.test(before) ? 'secret' : undefined;
		case 'pin':
		case 'pat':
		case 'ключ':
		case 'schlussel':
		case 'llave':
		case 'chave':
			return 'likely';
		case 'id':
			if (before === 'key' && all.includes('access')) return 'secret';
			return before === 'session' || before === 'sess' ? 'weak' : undefined;
		case 'code':
			return /^(?:auth|authorization|verification|security|mfa|otp|2fa|device|backup|recovery)$/.test(before)
				? 'likely'
				: 'weak';
		case 'auth':
		case 'sig':
		case 'sign':
		case 'signature':
		case 'sid':
		case 'session':
		case 'sessionid':
		case 'credential':
		case 'credentials':
		case 'creds':
		case 'cred':
		case 'dsn':
		case 'seed':
		case 'assertion':
		case 'crumb':
		case 'clave':
			return 'weak';
		case 'string':
		case 'str':
			return before === 'connection' || before === 'conn' ? 'weak' : undefined;
		default:
			return undefined;
	}
}
