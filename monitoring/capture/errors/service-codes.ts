import type { Verdict } from './error-verdict';
import { VERDICT } from './error-verdict';

/** gRPC's status codes; their names are also what Google's REST interfaces answer in `status`. */
const GRPC: ReadonlyArray<[string, Verdict]> = [
	['CANCELLED', VERDICT.timeout],
	['UNKNOWN', VERDICT.remote],
	['INVALID_ARGUMENT', VERDICT.request],
	['DEADLINE_EXCEEDED', VERDICT.timeout],
	['NOT_FOUND', VERDICT.notFound],
	['ALREADY_EXISTS', VERDICT.data],
	['PERMISSION_DENIED', VERDICT.forbidden],
	['RESOURCE_EXHAUSTED', VERDICT.throttled],
	['FAILED_PRECONDITION', VERDICT.request],
	['ABORTED', VERDICT.contention],
	['OUT_OF_RANGE', VERDICT.request],
	['UNIMPLEMENTED', VERDICT.protocol],
	['INTERNAL', VERDICT.remote],
	['UNAVAILABLE', VERDICT.remote],
	['DATA_LOSS', VERDICT.remote],
	['UNAUTHENTICATED', VERDICT.credentials],
];

export function verdictOfGrpcName(name: string): Verdict | null {
	return GRPC.find(([known]) => known === name)?.[1] ?? null;
}

export function verdictOfGrpcNumber(number: number): Verdict | null {
	return GRPC[number - 1]?.[1] ?? null;
}

/** "14 UNAVAILABLE: No connection established": the form in which gRPC's own clients write a message. */
export function verdictOfGrpcText(text: string): Verdict | null {
	const found = /^(?:\d{1,2} )?([A-Z_]{5,20}): /.exec(text);
	return found ? verdictOfGrpcName(found[1]) : null;
}

/** Codes of clients for mail; the reply code of the server is the finer evidence where both are there. */
const MAIL: Readonly<Record<string, Verdict>> = {
	EAUTH: VERDICT.credentials,
	ENOAUTH: VERDICT.credentials,
	EOAUTH2: VERDICT.credentials,
	ENVELOPE: VERDICT.request,
	EENVELOPE: VERDICT.request,
	EMESSAGE: VERDICT.request,
	ESTREAM: VERDICT.file,
	AUTHENTICATIONFAILED: VERDICT.credentials,
	AUTHORIZATIONFAILED: VERDICT.credentials,
	EXPIRED: VERDICT.credentials,
	PRIVACYREQUIRED: VERDICT.credentials,
	NONEXISTENT: VERDICT.notFound,
	TRYCREATE: VERDICT.notFound,
	OVERQUOTA: VERDICT.quota,
	LIMIT: VERDICT.throttled,
	SERVERBUG: VERDICT.remote,
};

export function verdictOfMailCode(code: string): Verdict | null {
	return Object.hasOwn(MAIL, code) ? MAIL[code] : null;
}

/** Reply codes of SMTP and FTP, which share their numbers; `enhanced` is SMTP's "5.7.1" from the text. */
export function verdictOfReply(reply: number, text: string): Verdict | null {
	if (reply < 400 || reply > 599) return null;
	const enhanced = /(?:^|[\s:])([45]\.\d{1,3}\.\d{1,3})(?=\s|$)/.exec(text)?.[1] ?? '';
	if ([530, 534, 535, 538].includes(reply) || enhanced === '5.7.8') return VERDICT.credentials;
	if (/^5\.7\./.test(enhanced) || /relay|not permitted|not allowed|denied/i.test(text)) {
		return reply >= 500 ? VERDICT.forbidden : VERDICT.remote;
	}
	if (reply < 500) return VERDICT.remote;
	if (reply === 550 || reply === 551) return VERDICT.notFound;
	return VERDICT.request;
}

/** Result codes of LDAP (RFC 4511, appendix A). */
const LDAP: Readonly<Record<number, Verdict>> = {
	3: VERDICT.timeout,
	8: VERDICT.credentials,
	19: VERDICT.data,
	20: VERDICT.data,
	32: VERDICT.notFound,
	49: VERDICT.credentials,
	50: VERDICT.forbidden,
	51: VERDICT.remote,
	52: VERDICT.remote,
	65: VERDICT.data,
	68: VERDICT.data,
	81: VERDICT.connection,
	85: VERDICT.timeout,
};

/** Status codes of SFTP, as ssh2's clients pass them on. */
const SFTP: Readonly<Record<number, Verdict>> = {
	2: VERDICT.notFound,
	3: VERDICT.forbidden,
	6: VERDICT.connection,
	7: VERDICT.connection,
	11: VERDICT.data,
};

/** Return codes with which an MQTT broker refuses a connection. */
const MQTT: Readonly<Record<number, Verdict>> = {
	1: VERDICT.protocol,
	2: VERDICT.request,
	3: VERDICT.remote,
	4: VERDICT.credentials,
	5: VERDICT.credentials,
	134: VERDICT.credentials,
	135: VERDICT.credentials,
};

/** Exit codes of shells and of processes that a signal ended (128 + its number). */
const EXIT: Readonly<Record<number, Verdict>> = {
	124: VERDICT.timeout,
	126: VERDICT.host,
	127: VERDICT.host,
	134: VERDICT.crash,
	137: VERDICT.memory,
	139: VERDICT.crash,
	143: VERDICT.shutdown,
};

/** What a small number means to the protocol that the node's type or the error's class names. */
export function verdictOfProtocolNumber(hint: string, number: number): Verdict | null {
	if (/executeCommand|command failed|exit(?:ed)? (?:with )?code/i.test(hint))
		return EXIT[number] ?? null;
	if (/ldap/i.test(hint)) return LDAP[number] ?? null;
	if (/sftp|ssh/i.test(hint)) return SFTP[number] ?? null;
	if (/mqtt/i.test(hint)) return MQTT[number] ?? null;
	return null;
}

/** Steps at which clients of SSH and IMAP say they failed (`level`, `source`). */
export function verdictOfClientStep(step: string): Verdict | null {
	if (/timeout/.test(step)) return VERDICT.timeout;
	if (/authentication/.test(step)) return VERDICT.credentials;
	return /^(?:client-)?(?:socket|ssh|dns)$/.test(step) ? VERDICT.connection : null;
}

/** The causes that a node of n8n may declare itself, in `failure.cause`. */
const DECLARED: Readonly<Record<string, Verdict>> = {
	'rate-limited': VERDICT.throttled,
	'quota-exhausted': VERDICT.quota,
	'temporarily-unavailable': VERDICT.remote,
	'credential-invalid': VERDICT.credentials,
	'configuration-invalid': VERDICT.request,
};

export function verdictOfDeclaredCause(cause: string): Verdict | null {
	return Object.hasOwn(DECLARED, cause) ? DECLARED[cause] : null;
}
