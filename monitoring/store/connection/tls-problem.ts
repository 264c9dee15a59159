import { X509Certificate } from 'node:crypto';
import type { Cause } from './cause';
import { setSsl, type Place } from './place';
import type { ConnectionProblem } from './problem';

/** What the two sides do not agree on before Postgres' own words begin; null where it is not about that. */
export function tlsProblem(cause: Cause, place: Place): ConnectionProblem | null {
	if (/does not support SSL/i.test(cause.message)) {
		return {
			kind: 'ssl_missing',
			reason: 'The server does not offer SSL',
			nextStep: `To connect without, ${setSsl(place, 'Disable')}, or switch SSL on in the server`,
		};
	}
	const code = cause.code ?? '';
	return (
		ownCertificateProblem(code, place) ??
		serverCertificateProblem(code, cause, place) ??
		clientCertificateProblem(code, place) ??
		protocolProblem(code)
	);
}

function serverCertificateProblem(code: string, cause: Cause, place: Place): ConnectionProblem | null {
	const unchecked = `To encrypt without checking who answers, ${setSsl(place, 'Require')}`;
	switch (code) {
		case 'DEPTH_ZERO_SELF_SIGNED_CERT':
			return {
				kind: 'certificate',
				reason: 'The certificate of the server is signed by the server itself, so that it is not trusted',
				nextStep: `Paste this very certificate into CA Certificate in the credential. ${unchecked}`,
			};
		case 'SELF_SIGNED_CERT_IN_CHAIN':
		case 'UNABLE_TO_GET_ISSUER_CERT':
		case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
		case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
		case 'CERT_SIGNATURE_FAILURE':
		case 'CERT_UNTRUSTED':
			return unknownAuthority(place, unchecked);
		case 'CERT_HAS_EXPIRED':
			return {
				kind: 'certificate',
				reason: 'The certificate of the server, or of its authority, has expired',
				nextStep: `Renew it on the server, or check the clock of the machine that n8n runs on. ${unchecked}`,
			};
		case 'CERT_NOT_YET_VALID':
			return {
				kind: 'certificate',
				reason: 'The certificate of the server, or of its authority, is not valid yet',
				nextStep: `Check the clocks of both machines, or wait until it is valid. ${unchecked}`,
			};
		case 'CERT_REVOKED':
			return {
				kind: 'certificate',
				reason: 'The certificate of the server has been revoked',
				nextStep: 'Give the server a new one',
			};
		case 'HOSTNAME_MISMATCH':
		case 'ERR_TLS_CERT_ALTNAME_INVALID':
			return wrongName(cause.certificateNames, place, unchecked);
	}
	if (!/CERT|INVALID_(CA|PURPOSE)|PATH_LENGTH|_CRL/.test(code) || /ALERT/.test(code)) return null;
	return {
		kind: 'certificate',
		reason: `The certificate of the server is not accepted (${code})`,
		nextStep: `Give the server another one. ${unchecked}`,
	};
}

function unknownAuthority(place: Place, unchecked: string): ConnectionProblem {
	if (place.ca === null) {
		return {
			kind: 'certificate',
			reason:
				'The certificate of the server is not trusted: it comes from an authority that is not known here',
			nextStep: `Paste the certificate of that authority into CA Certificate in the credential. ${unchecked}`,
		};
	}
	return isCertificate(place.ca)
		? {
				kind: 'certificate',
				reason:
					'The certificate of the server is not trusted: it comes from another authority than the one in CA Certificate',
				nextStep: `Paste the certificate of the right authority. ${unchecked}`,
			}
		: {
				kind: 'certificate',
				reason: 'What stands in CA Certificate is no certificate that can be read',
				nextStep: `Paste the whole text, from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, with its line ends. ${unchecked}`,
			};
}

function wrongName(names: string[], { host }: Place, unchecked: string): ConnectionProblem {
	const theirs = names.length === 0 ? 'another name' : names.map((name) => `"${name}"`).join(', ');
	return {
		kind: 'certificate',
		reason: `The certificate of the server is made out to ${theirs} and not to "${host}"`,
		nextStep: `Connect to a name that it is made out to, or give the server a certificate for "${host}". ${unchecked}`,
	};
}

/** The server has looked at ours and says in an alert of TLS what it thinks of it. */
function clientCertificateProblem(code: string, place: Place): ConnectionProblem | null {
	if (!/ALERT/.test(code)) return null;
	if (/CERTIFICATE_REQUIRED/.test(code) || (/HANDSHAKE_FAILURE/.test(code) && !place.hasClientCertificate)) {
		return {
			kind: 'client_certificate',
			reason: 'The server lets nobody in without a client certificate',
			nextStep: 'Paste Client Certificate and Client Key into the credential',
		};
	}
	if (!place.hasClientCertificate) return null;
	const why = REFUSED.find(([words]) => words.test(code))?.[1];
	return why === undefined
		? null
		: {
				kind: 'client_certificate',
				reason: `The server refused the client certificate: ${why}`,
				nextStep:
					'Paste one that an authority of the server (ssl_ca_file) has signed and that is in date, with its key',
			};
}

const REFUSED: Array<[RegExp, string]> = [
	[/UNKNOWN_CA/, 'it does not know the authority that signed it'],
	[/CERTIFICATE_EXPIRED/, 'it is not in date'],
	[/CERTIFICATE_REVOKED/, 'it has been revoked'],
	[/CERTIFICATE|DECRYPT_ERROR|ACCESS_DENIED|HANDSHAKE_FAILURE/, 'it does not accept it'],
];

/** Ours cannot even be loaded. */
function ownCertificateProblem(code: string, { hasClientCertificate }: Place): ConnectionProblem | null {
	const nextStep =
		'Paste the whole texts, from the line with BEGIN to the line with END, with their line ends, and of the same pair';
	if (/KEY_VALUES_MISMATCH|KEY_TYPE_MISMATCH/.test(code)) {
		return {
			kind: 'client_certificate',
			reason: 'Client Key is not the key of Client Certificate',
			nextStep,
		};
	}
	if (/INTERRUPTED_OR_CANCELLED|BAD_DECRYPT|BAD_PASSWORD_READ/.test(code)) {
		return {
			kind: 'client_certificate',
			reason: 'Client Key is protected by a passphrase, which the monitor does not know',
			nextStep: 'Paste the key without a passphrase',
		};
	}
	if (!hasClientCertificate || !/^ERR_OSSL_/.test(code)) return null;
	return {
		kind: 'client_certificate',
		reason: 'Client Certificate or Client Key cannot be read',
		nextStep,
	};
}

function protocolProblem(code: string): ConnectionProblem | null {
	if (!/^ERR_SSL_|^EPROTO$/.test(code)) return null;
	return /PROTOCOL|VERSION_TOO_LOW/.test(code)
		? {
				kind: 'ssl',
				reason: 'The server and n8n know no common version of SSL',
				nextStep:
					'Let the server speak TLS 1.2 or newer (ssl_min_protocol_version, ssl_max_protocol_version)',
			}
		: {
				kind: 'ssl',
				reason: `The encrypted connection could not be made (${code})`,
				nextStep: 'Look into the log of the server; a proxy in between may not speak the SSL of Postgres',
			};
}

function isCertificate(text: string): boolean {
	try {
		return Boolean(new X509Certificate(text));
	} catch {
		return false;
	}
}
