import { MASK } from './marker';
import { isNothing, isPlaceholder, isSentence, looksRandom, looksSecretish } from './value-looks';

/** Schemes whose one word after them is the credential. */
const SCHEME =
	/(?<![A-Za-z\d_-])(bearer|basic|token|apikey|api-key|api_key|bot|ssws|geniekey|negotiate|ntlm|zoho-oauthtoken|deepl-auth-key|klaviyo-api-key|key|splunk|sso-key|oauth|jwt|hmac|pre|discogs)((?:[ \t+]|%20){1,4}|[ \t]{0,4}\\*["'][ \t]*\+[ \t]*\\*["']|\\*["']?[ \t]*[:=][ \t]*\\*["']?)([\w.~+/=:|%!$*-]{6,})/gi;

/** Credentials of mail servers on the wire: what follows is base 64. */
const MAIL = /\b(AUTH (?:PLAIN|LOGIN|XOAUTH2|CRAM-MD5|OAUTHBEARER)[ \t]+)([A-Za-z0-9+/=]{6,})/gi;
const NEXT_LINE = '(?:\\n|(?:\\\\+r)?\\\\+n)(?:[SC]: ?|[<>] ?)?';
const MAIL_LINES = new RegExp(
	`(AUTH LOGIN\\b[^\\n\\\\]{0,40}${NEXT_LINE}334[^\\n\\\\]{0,40}${NEXT_LINE})([A-Za-z0-9+/=]{4,})(?:(${NEXT_LINE}334[^\\n\\\\]{0,40}${NEXT_LINE})([A-Za-z0-9+/=]{4,}))?`,
	'gi',
);

const HINT = /bearer|basic|token|key|bot|ssws|negotiate|ntlm|oauth|auth|jwt|hmac|splunk|discogs/i;

/** Masks what follows the name of a scheme, such as `Bearer`, wherever it stands. */
export function maskSchemes(text: string): string {
	if (!HINT.test(text)) return text;
	const masked = text.replace(SCHEME, (whole, scheme: string, gap: string, credential: string) =>
		isCredential(scheme.toLowerCase(), gap, credential) ? scheme + gap + MASK : whole,
	);
	if (!/\bauth /i.test(masked)) return masked;
	return masked
		.replace(
			MAIL_LINES,
			(_whole, first: string, _one: string, second?: string) =>
				first + MASK + (second === undefined ? '' : second + MASK),
		)
		.replace(MAIL, (whole, kept: string, credential: string) =>
			isNothing(credential) ? whole : kept + MASK,
		);
}

function isCredential(scheme: string, gap: string, credential: string): boolean {
	if (isNothing(credential) || credential.includes(MASK) || /^[a-z_-]+=$/i.test(credential)) return false;
	if (scheme === 'bearer') return looksSecretish(credential) || looksRandom(credential);
	// Names of fields and ordinary words are followed by other things than credentials more often than not.
	if (/[:=]/.test(gap)) return false;
	if (scheme === 'basic') return isUserAndPassword(credential);
	return looksRandom(credential);
}

/** A user and a password with a colon between them, in base 64. */
function isUserAndPassword(encoded: string): boolean {
	if (!/^[A-Za-z0-9+/_-]{6,}(?:={0,2}|(?:%3[dD]){0,2})$/.test(encoded)) return false;
	const text = Buffer.from(encoded.replace(/%3[dD]/g, ''), 'base64').toString('latin1');
	return /^[^\x00-\x1f:]*:[^\x00-\x08]*$/.test(text) && text.length > 2;
}

/** An `Authorization` header's value: the scheme is kept, what follows is not. */
export function maskAuthorization(value: string): string {
	const trimmed = value.trim();
	if (isNothing(trimmed) || isPlaceholder(trimmed) || isSentence(trimmed)) return value;
	const [, scheme, rest] = /^([A-Za-z][\w-]{0,40})(?:\s+|%20)([^]+)$/.exec(trimmed) ?? [];
	if (scheme === undefined)
		return /^[a-z][a-z-]{0,30}$/i.test(trimmed) && !looksSecretish(trimmed) ? value : MASK;
	if (isNothing(rest) || isPlaceholder(rest)) return value;
	return `${scheme} ${MASK}`;
}

const ATTRIBUTES = /^(?:path|domain|expires|max-age|samesite|version|priority)$/i;

/** A `Cookie` or `Set-Cookie` header's value: names and attributes are kept, values are not. */
export function maskCookies(value: string): string {
	if (!value.includes('=')) return looksSecretish(value) ? MASK : value;
	return value.replace(/([^=;,\s]+)=("[^"]*"|[^;]*)/g, (whole, name: string, content: string) =>
		ATTRIBUTES.test(name) || isHarmless(name, content) ? whole : `${name}=${MASK}`,
	);
}

/** Preferences of a few letters, such as `theme=dark`, say nothing of a session. */
function isHarmless(name: string, content: string): boolean {
	if (content === '' || content === MASK) return true;
	return (
		!/sess|sid|auth|token|login|user|key|secret/i.test(name) &&
		/^(?:[A-Za-z_-]{1,14}|[\w.-]{1,5})$/.test(content)
	);
}
