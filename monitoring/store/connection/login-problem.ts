import type { Cause } from './cause';
import { setSsl, type Place } from './place';
import type { ConnectionProblem } from './problem';

/** Why Postgres does not let us in or do what we need; null where it is not about that. */
export function loginProblem(cause: Cause, place: Place, schema: string): ConnectionProblem | null {
	const { database } = place;
	switch (cause.code) {
		case '28P01':
			return passwordProblem(place, 'Postgres');
		case '28000':
			return notLetIn(cause, place);
		case '3D000':
			return {
				kind: 'no_database',
				reason: `There is no database "${database}" on this server`,
				nextStep: `Create it (create database ${named(database)}) or name another one in the credential`,
			};
		case '55000':
			if (cause.routine !== 'CheckMyDatabase') return null;
			return {
				kind: 'connections_not_allowed',
				reason: `Database "${database}" takes no connections`,
				nextStep: `Allow them (alter database ${named(database)} allow_connections true) or name another one in the credential`,
			};
		case '42501':
			return cause.routine === 'CheckMyDatabase' ? mayNotConnect(place) : mayNotCreate(place, schema);
		case '25006':
			return readOnly(place, null);
		case '53300':
			return tooMany(cause, place);
		case '53100':
		case '53200':
			return {
				kind: 'resources',
				reason: `The server has no ${cause.code === '53100' ? 'room on its disk' : 'memory'} left`,
				nextStep: 'Make room on the server and test again',
			};
		case '57P01':
		case '57P02':
		case '57P03':
			return notReady(cause);
	}
	// An empty password never leaves the driver where the server asks for SCRAM.
	return /SASL.*client password must be a/.test(cause.message) ? passwordProblem(place, 'Postgres') : null;
}

export function passwordProblem(place: Place, who: 'Postgres' | 'PgBouncer'): ConnectionProblem {
	if (!place.hasPassword) {
		return {
			kind: 'password_missing',
			reason: `${who} asks user "${place.user}" for a password, and none is given`,
			nextStep: 'Enter the password in the credential',
		};
	}
	return {
		kind: 'wrong_password',
		reason: `${who} refused the login of user "${place.user}"`,
		nextStep:
			who === 'Postgres'
				? 'Check user and password in the credential'
				: 'Check user and password in the credential, and that PgBouncer knows them (auth_file or auth_query)',
	};
}

/**
 * A server that takes nothing but reads.
 * @param source what `pg_settings` names as the origin of default_transaction_read_only; `standby` for a server
 * in recovery; null where it is not known
 */
export function readOnly({ user, database }: Place, source: string | null): ConnectionProblem {
	if (source === 'standby') {
		return {
			kind: 'read_only',
			reason: 'This server is a standby and can only be read, so that nothing can be recorded into it',
			nextStep: 'Give the address of the primary server',
		};
	}
	const where =
		source === 'user' || source === 'database user'
			? `alter role ${named(user)}${source === 'user' ? '' : ` in database ${named(database)}`} reset default_transaction_read_only`
			: source === 'database'
				? `alter database ${named(database)} reset default_transaction_read_only`
				: null;
	const whose =
		source === 'user' || source === 'database user' ? `for user "${user}"` : `in database "${database}"`;
	return {
		kind: 'read_only',
		reason: `Everything is read-only ${whose}, so that nothing can be recorded`,
		nextStep:
			where === null
				? 'Set default_transaction_read_only to off on the server, or give the address of a server that can be written to'
				: `Take the setting back (${where}), or use another user or database`,
	};
}

/** The words differ by language, the name of the file does not. */
function notLetIn({ message, routine }: Cause, place: Place): ConnectionProblem {
	const { user, database } = place;
	if (/pg_hba\.conf/.test(message)) {
		if (/rejects/.test(message)) {
			return {
				kind: 'no_login',
				reason: `A rule of the server turns user "${user}" away from database "${database}"`,
				nextStep: 'Change the line with "reject" in pg_hba.conf, or use another user or database',
			};
		}
		return place.ssl === 'off' ? withoutSslOrEntry(place) : noEntry(place, addressIn(message));
	}
	if (/not permitted to log in/.test(message)) {
		return {
			kind: 'no_login',
			reason: `User "${user}" may not log in`,
			nextStep: `Allow it (alter role ${named(user)} login) or use another user`,
		};
	}
	if (routine === 'InitializeSessionUserId') {
		return {
			kind: 'no_login',
			reason: `There is no user "${user}" on this server that may log in`,
			nextStep: `Create it (create role ${named(user)} login) or use another user`,
		};
	}
	if (/certificate/.test(message)) return clientCertificate(message, place);
	return {
		kind: 'wrong_password',
		reason: `Postgres refused the login of user "${user}"`,
		nextStep:
			'Check user and password in the credential, and the method that pg_hba.conf asks for: the monitor logs in by password or by client certificate',
	};
}

function withoutSslOrEntry(place: Place): ConnectionProblem {
	return {
		kind: 'not_let_in',
		reason: 'The server does not let this user in without SSL, or not from this address',
		nextStep: `Try SSL first: ${setSsl(place, 'Require')}. Else allow user, database and address in pg_hba.conf`,
	};
}

/** @param address what the server sees us come from, if it says so */
export function noEntry({ user, database, ssl }: Place, address: string | null): ConnectionProblem {
	const line = `${ssl === 'off' ? 'host' : 'hostssl'} ${database} ${user} ${address === null ? '<address of n8n>' : `${address}/${address.includes(':') ? 128 : 32}`} scram-sha-256`;
	return {
		kind: 'no_login',
		reason: `No rule of the server lets user "${user}" into database "${database}"${address === null ? ' from here' : ` from ${address}`}`,
		nextStep: `Add a line to pg_hba.conf and reload the server: ${line}`,
	};
}

/** The address that Postgres quotes, before it quotes user and database. */
export function addressIn(message: string): string | null {
	return /"((?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]*:[0-9a-fA-F:.]+)"/.exec(message)?.[1] ?? null;
}

function clientCertificate(message: string, place: Place): ConnectionProblem {
	const { user } = place;
	if (!place.hasClientCertificate) {
		return {
			kind: 'client_certificate',
			reason: `The server lets user "${user}" in only with a client certificate`,
			nextStep:
				place.ssl === 'off'
					? `To give one, ${setSsl(place, 'Verify')} and paste Client Certificate and Client Key`
					: 'Paste Client Certificate and Client Key into the credential',
		};
	}
	return {
		kind: 'client_certificate',
		reason: `The server does not take the client certificate for user "${user}"`,
		nextStep: /requires a valid/.test(message)
			? 'Check that an authority of the server (ssl_ca_file) has signed it, or ask for another one'
			: `Check that its common name is "${user}", or that the server maps that name to the user (pg_ident.conf)`,
	};
}

function mayNotConnect({ user, database }: Place): ConnectionProblem {
	return {
		kind: 'no_right',
		reason: `User "${user}" may not connect to database "${database}"`,
		nextStep: `Grant it: grant connect on database "${database}" to "${user}"`,
	};
}

function mayNotCreate({ user, database }: Place, schema: string): ConnectionProblem {
	return {
		kind: 'no_right',
		reason: `User "${user}" may not create or use the schema "${schema}"`,
		nextStep: `Grant it: grant create on database "${database}" to "${user}", or make the schema for it: create schema "${schema}" authorization "${user}"`,
	};
}

function tooMany({ routine }: Cause, { user, database }: Place): ConnectionProblem {
	const [reason, limit] =
		routine === 'InitializeSessionUserId'
			? [
					`User "${user}" has all the connections that it may have`,
					`alter role ${named(user)} connection limit`,
				]
			: routine === 'CheckMyDatabase'
				? [
						`Database "${database}" has all the connections that it may have`,
						`alter database ${named(database)} connection limit`,
					]
				: ['The server has all the connections that it takes', 'max_connections, then a restart'];
	return {
		kind: 'too_many_connections',
		reason,
		nextStep: `End connections that nobody needs, raise the limit (${limit}), or put PgBouncer in front; each process of n8n needs two to three for the monitor`,
	};
}

function notReady({ code, message }: Cause): ConnectionProblem {
	const what =
		code === '57P03' && /starting up|not yet accepting|recovery/.test(message)
			? 'is starting up'
			: code !== '57P03' || /shutting down/.test(message)
				? 'is shutting down'
				: 'takes no connections at the moment';
	return {
		kind: 'not_ready',
		reason: `The server ${what}`,
		nextStep:
			what === 'takes no connections at the moment'
				? 'Wait a little and test again; a standby that cannot be read (hot_standby off) stays so: give the address of the primary server'
				: 'Wait until it runs and test again; the log of the server says how far it is',
	};
}

/** A name as it stands in a command. */
function named(name: string): string {
	return /^[a-z_][a-z0-9_]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}
