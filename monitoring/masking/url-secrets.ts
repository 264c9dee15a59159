import { MASK } from './marker';
import { isNothing, isPlaceholder, looksRandom } from './value-looks';

/** A slash as URLs have it, as JSON escapes it, and as a URL within a URL has it. */
const SLASH = '(?:\\\\*/|%2[fF])';
const PART = '[\\w.~=+-]';

/** Addresses that let in whoever knows them: what stands before the secret part is kept. */
const SECRET_PATHS = [
	`hooks\\.slack(?:-gov)?\\.com${SLASH}(?:services|workflows|triggers)${SLASH}(?:${PART}+${SLASH})+`,
	`discord(?:app)?\\.com${SLASH}api${SLASH}(?:v\\d+${SLASH})?webhooks${SLASH}\\d+${SLASH}`,
	`(?:webhook\\.office\\.com|outlook\\.office(?:365)?\\.com)${SLASH}webhook(?:b2)?${SLASH}[\\w@.%-]+${SLASH}IncomingWebhook${SLASH}`,
	`hooks\\.zapier\\.com${SLASH}hooks${SLASH}catch${SLASH}\\d+${SLASH}`,
	`hook(?:\\.[a-z]{2}\\d?)?\\.(?:make|integromat)\\.com${SLASH}`,
	`maker\\.ifttt\\.com${SLASH}trigger${SLASH}${PART}+${SLASH}(?:json${SLASH})?with${SLASH}key${SLASH}`,
	`open\\.(?:feishu\\.cn|larksuite\\.com)${SLASH}open-apis${SLASH}bot${SLASH}v2${SLASH}hook${SLASH}`,
	`webexapis\\.com${SLASH}v1${SLASH}webhooks${SLASH}incoming${SLASH}`,
	`events\\.pagerduty\\.com${SLASH}integration${SLASH}`,
	`api\\.opsgenie\\.com${SLASH}v1${SLASH}json${SLASH}`,
	`${SLASH}hooks${SLASH}(?=[a-zA-Z0-9]{17,}${SLASH}?[A-Za-z0-9]*(?![\\w-]))`,
	`qyapi\\.weixin\\.qq\\.com${SLASH}cgi-bin${SLASH}webhook${SLASH}send\\?key=`,
];

const SECRET_PATH = new RegExp(`(${SECRET_PATHS.join('|')})(${PART}+(?:${SLASH}${PART}+)*)`, 'gi');
const TELEGRAM = new RegExp(`(${SLASH}(?:file${SLASH})?bot)(\\d{6,}(?::|%3[aA])[\\w-]+)`, 'g');
const HINT = /(?:hooks?|webhooks?|trigger|integration|json)(?:\\*\/|%2[fF]|[.])|\/bot\d|%2[fF]bot\d|webhook/i;

/** Scheme, user and password before a host; the user may be missing. */
const WEB_USER =
	/((?:https?|wss?|ftps?|sftp|ssh|git|svn):(?:\\*\/){2})([^\s:/@"'<>\\?#]{0,200}):([^\s/"'<>\\]{1,400})@(?=[\w[%-])/gi;
const ANY_USER =
	/(?<![a-z\d+.-])((?!https?|wss?)[a-z][a-z\d+.-]{1,30}:(?:\\*\/){2})([^\s:/@"'<>\\?#]{0,200}):([^\s"'<>\\]{1,400})@(?=[\w[%(-])/gi;
const ONLY_USER = /((?:https?|wss?|git|ftp):(?:\\*\/){2})([^\s:/@"'<>\\?#]{16,400})@(?=[\w[%-])/gi;
const ENCODED_USER = /(%3[aA]%2[fF]%2[fF][\w.~-]{0,100}(?:%3[aA]|:))([^\s&"'<>/]{1,400}?)(%40|@)/g;
const DSN_USER = /(?<![\w/:.@-])([\w.-]{1,64}):([^\s:@/"'<>()]{3,200})@(?=(?:tcp|unix)\()/g;
const BARE_USER =
	/(?<![\w/:.@%-])([A-Za-z][\w.-]{0,63}):([^\s:@/"'<>(),]{6,200})@(?=[a-z\d][a-z\d.-]{1,100}(?::\d|\.[a-z]{2,}|\/))/gi;
const ORACLE_USER = /(thin:[\w.-]{1,64}\/)([^\s@/"']{1,200})@/g;

/** The same where the text was cut off before the host; digits alone may be the port of one. */
const CUT_USER =
	/((?:[a-z][a-z\d+.-]{1,30}:(?:\\*\/){2}[^\s:/@"'<>\\?#]{0,200}:)|thin:[\w.-]{1,64}\/)(?!\d{1,5}(?:[;,?&]|(?:…|\.{3})?$))([^\s/@"'<>\\…]{1,400})((?:…|\.{3})?)$/i;
const CUT_TOKEN = /((?:https?|git):(?:\\*\/){2})(\w{16,400})((?:…|\.{3})?)$/i;

/** Masks passwords and tokens before a host, and the secret part of addresses that need no further key. */
export function maskUrls(text: string): string {
	let masked = text;
	if (HINT.test(masked)) {
		masked = masked.replace(SECRET_PATH, (whole, kept: string, secret: string) =>
			isNothing(secret) ? whole : kept + MASK,
		);
		masked = masked.replace(TELEGRAM, (_whole, kept: string) => kept + MASK);
	}
	masked = maskCut(masked);
	if (!masked.includes('@') && !masked.includes('%40')) return masked;
	return maskUsers(masked);
}

function maskCut(text: string): string {
	const tail = text.slice(-700);
	if (!/:\\*\/|thin:/.test(tail)) return text;
	const masked = tail
		.replace(CUT_USER, (whole, kept: string, password: string, dots: string) =>
			isNothing(password) || isPlaceholder(password) ? whole : kept + MASK + dots,
		)
		.replace(CUT_TOKEN, (whole, kept: string, token: string, dots: string) =>
			looksRandom(token) ? kept + MASK + dots : whole,
		);
	return masked === tail ? text : text.slice(0, text.length - tail.length) + masked;
}

function maskUsers(text: string): string {
	let masked = text
		.replace(WEB_USER, maskPassword)
		.replace(ANY_USER, (whole: string, scheme: string, user: string, password: string) =>
			// A port and a path are no password, even where an @ follows further on.
			/^\d{1,5}(?:[/?,]|$)/.test(password) && !/^\d+$/.test(password)
				? whole
				: maskPassword(whole, scheme, user, password),
		)
		.replace(ONLY_USER, (whole, scheme: string, user: string) =>
			looksRandom(user) ? `${scheme}${MASK}@` : whole,
		);
	if (masked.includes('%40') || masked.includes('%2F') || masked.includes('%2f')) {
		masked = masked.replace(ENCODED_USER, (whole, kept: string, password: string, at: string) =>
			/^\d{1,5}%2[fF]|%2[fF]%2[fF]/.test(password) || isNothing(password) ? whole : kept + MASK + at,
		);
	}
	return masked
		.replace(DSN_USER, (_whole, user: string) => `${user}:${MASK}@`)
		.replace(ORACLE_USER, (_whole, kept: string) => `${kept}${MASK}@`)
		.replace(BARE_USER, (whole, user: string, password: string) =>
			isUnlikeAddress(user, password) ? `${user}:${MASK}@` : whole,
		);
}

function maskPassword(whole: string, scheme: string, user: string, password: string): string {
	if (password === MASK || isPlaceholder(password)) return whole;
	// `https://token:x-oauth-basic@host` has the token where the user stands.
	const name = looksRandom(user) ? MASK : user;
	return `${scheme}${name}:${MASK}@`;
}

/** Whether what stands between a colon and an @ is a password rather than the beginning of an e-mail address. */
function isUnlikeAddress(user: string, password: string): boolean {
	if (/^(?:mailto|sip|xmpp|acct|npm|workspace)$/i.test(user)) return false;
	return (
		/\d/.test(password) && ((/[A-Z]/.test(password) && /[a-z]/.test(password)) || /[!$^&*#]/.test(password))
	);
}
