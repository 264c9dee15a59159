import type { ConnectionSettings } from '../model/connection';

/** What stands between us and the database, in words for the person who has to mend it. */
export interface ConnectionProblem {
	kind:
		| 'name_not_resolved'
		| 'refused'
		| 'timeout'
		| 'wrong_password'
		| 'no_database'
		| 'no_right'
		| 'too_old'
		| 'ssl'
		| 'other';
	/** One sentence: what happened. */
	reason: string;
	/** One sentence: what to do. */
	nextStep: string;
}

/** The oldest PostgreSQL that the schema runs on. */
export const OLDEST_POSTGRES = 13;

/** Reads an error of the driver, of the network or of Postgres. Its own texts are not passed on as they are. */
export function explainConnectionProblem(
	error: unknown,
	settings: ConnectionSettings,
): ConnectionProblem {
	const cause = firstCause(error);
	const place = placeOf(settings);
	switch (cause.code) {
		case 'ENOTFOUND':
		case 'EAI_AGAIN':
			return {
				kind: 'name_not_resolved',
				reason: `The host name "${place.host}" is not known`,
				nextStep: 'Check the host for typing errors; in Docker, use the name of the Postgres service',
			};
		case 'ECONNREFUSED':
			return {
				kind: 'refused',
				reason: `Nothing listens on ${place.host}:${place.port}`,
				nextStep: isLoopback(place.host)
					? 'Start Postgres or check the port; where n8n runs in a container, "localhost" is the container itself: use host.docker.internal or the name of the Postgres service'
					: 'Check the port, and that Postgres is running and listens on this address',
			};
		case 'ETIMEDOUT':
		case 'EHOSTUNREACH':
		case 'ENETUNREACH':
			return {
				kind: 'timeout',
				reason: `${place.host}:${place.port} did not answer in time`,
				nextStep: 'Check the address, and that no firewall stands between n8n and Postgres',
			};
		case '28P01':
		case '28000':
			return {
				kind: 'wrong_password',
				reason: `Postgres refused the login of user "${place.user}"`,
				nextStep: 'Check user and password in the credential',
			};
		case '3D000':
			return {
				kind: 'no_database',
				reason: `There is no database "${place.database}" on this server`,
				nextStep: `Create it (create database ${place.database}) or name another one in the credential`,
			};
		case '42501':
			return {
				kind: 'no_right',
				reason: `User "${place.user}" may not create or use the schema "${settings.schema}"`,
				nextStep: `Grant it: grant create on database "${place.database}" to "${place.user}", or make the schema for it: create schema "${settings.schema}" authorization "${place.user}"`,
			};
	}
	return otherProblem(cause, place);
}

function otherProblem(
	cause: { code?: string; message: string },
	place: ReturnType<typeof placeOf>,
): ConnectionProblem {
	if (/timeout/i.test(cause.message)) {
		return {
			kind: 'timeout',
			reason: `${place.host}:${place.port} did not answer in time`,
			nextStep: 'Check the address, and that no firewall stands between n8n and Postgres',
		};
	}
	if (/does not support SSL/i.test(cause.message)) {
		return {
			kind: 'ssl',
			reason: 'The server does not offer SSL',
			nextStep: 'Set SSL to "Disable" in the credential, or switch SSL on in the server',
		};
	}
	if (/no pg_hba\.conf entry|no encryption/i.test(cause.message)) {
		return {
			kind: 'ssl',
			reason: 'The server does not let this user in without SSL, or not from this address',
			nextStep: 'Set SSL to "Require" in the credential, or allow the address in pg_hba.conf',
		};
	}
	if (/certificate|self.signed|altnames/i.test(`${cause.code ?? ''} ${cause.message}`)) {
		return {
			kind: 'ssl',
			reason: `The certificate of the server is not accepted (${cause.code ?? 'unknown reason'})`,
			nextStep: 'Give the certificate of its authority in the credential, or set SSL to "Require"',
		};
	}
	return {
		kind: 'other',
		reason: `Postgres cannot be used (${cause.code ?? cause.message.slice(0, 120)})`,
		nextStep: 'Look into the log of the Postgres server',
	};
}

/** An error of several attempts (IPv4 and IPv6) says what the first one met. */
function firstCause(error: unknown): { code?: string; message: string } {
	if (error instanceof AggregateError && error.errors.length > 0) return firstCause(error.errors[0]);
	const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
	return {
		code: typeof code === 'string' ? code : undefined,
		message: typeof message === 'string' ? message : String(error),
	};
}

function placeOf(settings: ConnectionSettings) {
	if (settings.connectionString) {
		try {
			const url = new URL(settings.connectionString);
			return {
				host: url.hostname,
				port: url.port || '5432',
				user: decodeURIComponent(url.username),
				database: decodeURIComponent(url.pathname.slice(1)),
			};
		} catch {
			return { host: '?', port: '?', user: '?', database: '?' };
		}
	}
	return {
		host: settings.host ?? 'localhost',
		port: String(settings.port ?? 5432),
		user: settings.user ?? '',
		database: settings.database ?? '',
	};
}

function isLoopback(host: string): boolean {
	return host === 'localhost' || host === '::1' || host.startsWith('127.');
}
