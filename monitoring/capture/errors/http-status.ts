import type { Verdict } from './error-verdict';
import { VERDICT } from './error-verdict';

/** Statuses whose meaning is not that of their hundred; 4xx default to a bad request, 5xx to a failing service. */
const BY_STATUS: Readonly<Record<number, Verdict>> = {
	401: VERDICT.credentials,
	402: VERDICT.forbidden,
	403: VERDICT.forbidden,
	404: VERDICT.notFound,
	407: VERDICT.credentials,
	408: VERDICT.timeout,
	409: VERDICT.data,
	410: VERDICT.notFound,
	412: VERDICT.data,
	419: VERDICT.credentials,
	420: VERDICT.throttled,
	421: VERDICT.remote,
	423: VERDICT.contention,
	424: VERDICT.remote,
	425: VERDICT.remote,
	429: VERDICT.throttled,
	440: VERDICT.credentials,
	444: VERDICT.connection,
	451: VERDICT.forbidden,
	495: VERDICT.certificate,
	496: VERDICT.certificate,
	498: VERDICT.credentials,
	499: VERDICT.timeout,
	501: VERDICT.protocol,
	504: VERDICT.timeout,
	505: VERDICT.protocol,
	511: VERDICT.credentials,
	522: VERDICT.timeout,
	524: VERDICT.timeout,
	525: VERDICT.certificate,
	526: VERDICT.certificate,
	598: VERDICT.timeout,
	599: VERDICT.timeout,
};

/** What a status of HTTP says; null for those that report no failure. */
export function verdictOfStatus(status: number): Verdict | null {
	const known = BY_STATUS[status];
	if (known) return known;
	if (status >= 300 && status < 400) return VERDICT.protocol;
	if (status >= 400 && status < 500) return VERDICT.request;
	return status >= 500 && status < 600 ? VERDICT.remote : null;
}

/** A status that reports a failure, from a number or a text of three digits. */
export function asStatus(value: unknown): number | null {
	const text = typeof value === 'number' ? String(value) : value;
	if (typeof text !== 'string' || !/^[345]\d\d$/.test(text)) return null;
	return Number(text);
}

/** A number followed by words is a status when the words are its reason: "order 500 not found" is none. */
const REASONS: Readonly<Record<string, RegExp>> = {
	400: /^bad request/,
	401: /^unauthori[sz]ed/,
	402: /^payment required/,
	403: /^forbidden/,
	404: /^not found/,
	405: /^method not allowed/,
	406: /^not acceptable/,
	407: /^proxy authentication/,
	408: /^request time-?out/,
	409: /^conflict/,
	410: /^gone/,
	412: /^precondition failed/,
	413: /^(?:payload|content|request entity) too large/,
	414: /^(?:request-)?uri too (?:long|large)/,
	415: /^unsupported media/,
	422: /^unprocessable/,
	423: /^locked/,
	429: /^too many requests/,
	500: /^internal server error/,
	501: /^not implemented/,
	502: /^bad gateway/,
	503: /^service (?:temporarily )?unavailable/,
	504: /^gateway time-?out/,
};

function statusWithReason(text: string): number | null {
	for (const found of text.matchAll(/(?:^|[^\d.])([45]\d\d)[ :-]{1,3}\(?([a-z][a-z -]{1,40})/gi)) {
		if (REASONS[found[1]]?.test(found[2].toLowerCase())) return Number(found[1]);
	}
	return null;
}

/** In order of trust. Each has one group of three digits and no repetition without a bound. */
const STATUS_IN_TEXT: readonly RegExp[] = [
	/\bstatus(?: ?code)?[ :=]{1,3}["']?([345]\d\d)\b/i,
	/\bhttp(?:\/[\d.]{1,3})?(?: error)?(?: code)?[ :]{1,2}([345]\d\d)\b/i,
	/\b(?:response code|returned|responded with|replied with|answered with|(?:received|got)(?: an?)? (?:error|response|status))(?: an?)?(?: error)?:? ([345]\d\d)\b(?! ?(?:\w+s\b|[.,]\d))/i,
	/\b(?:error|code)[ :]{1,2}([45]\d\d)(?::| -|\)|\.?$)/i,
	/(?:not found|error|unavailable|forbidden|unauthori[sz]ed|gateway|timeout|request|failed) \(([45]\d\d)\)/i,
	/([45]\d\d) \([A-Z]{3,}[-_][A-Z]{3,}\)/,
	// Clients of language models and others write "400 what went wrong"; "500 items failed" is a count instead.
	/^\(?\[?([45]\d\d)\]?\)?(?: status code|[ :-]{1,3}(?=["'{[(A-Za-z])(?!\w+s\b|ms\b|of\b|out\b|more\b|KB\b|MB\b))/,
];

/** The status of HTTP that a message mentions, or null. */
export function statusInText(text: string): number | null {
	for (const pattern of STATUS_IN_TEXT) {
		const found = pattern.exec(text);
		if (found) return Number(found[1]);
	}
	return statusWithReason(text);
}
