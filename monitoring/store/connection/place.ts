import { Client } from 'pg';
import type { ConnectionSettings } from '../../model/connection';
import { poolConfig } from '../pool';
import type { ConnectionProblem } from './problem';

/** Where a connection goes and how, as the driver understands the settings. */
export interface Place {
	/** A name, an address, or the folder of a Unix socket. */
	host: string;
	port: number;
	user: string;
	database: string;
	hasPassword: boolean;
	/** `any`: encrypted, and the certificate is not looked at. */
	ssl: 'off' | 'any' | 'checked';
	ca: string | null;
	hasClientCertificate: boolean;
	/** SSL is chosen in the connection string, so that the field in the credential does nothing. */
	sslInString: boolean;
}

const CANNOT_BE_READ: ConnectionProblem = {
	kind: 'connection_string',
	reason: 'The connection string cannot be read',
	nextStep:
		'Write it as postgres://user:password@host:5432/database; in user and password each of @ : / ? # % stands as its code (%40 %3A %2F %3F %23 %25), or use the separate fields',
};

const CERTIFICATE_FILE: ConnectionProblem = {
	kind: 'connection_string',
	reason: 'The connection string names a certificate file that n8n cannot read',
	nextStep:
		'Check the path as n8n sees it (in a container: inside of it) and its rights, or paste the certificate into the credential',
};

const STRING_SETTING: ConnectionProblem = {
	kind: 'connection_string',
	reason: 'The connection string asks for something that cannot be done',
	nextStep: 'Check what stands after the "?" in it, or use the separate fields',
};

/** What the driver would do with these settings, or why it could do nothing. Connects to nothing. */
export function placeOf(settings: ConnectionSettings): Place | ConnectionProblem {
	const { connectionString } = settings;
	if (connectionString !== undefined && isCutShort(connectionString)) return CANNOT_BE_READ;
	let client: Client;
	try {
		client = new Client(poolConfig(settings));
	} catch (error) {
		const { code, syscall } = error as { code?: unknown; syscall?: unknown };
		if (syscall === 'open' || syscall === 'read') return CERTIFICATE_FILE;
		return code === 'ERR_INVALID_URL' || error instanceof URIError ? CANNOT_BE_READ : STRING_SETTING;
	}
	const ssl = client.ssl as boolean | { rejectUnauthorized?: boolean; ca?: string; cert?: string };
	const details = typeof ssl === 'object' ? ssl : {};
	return {
		host: client.host || 'localhost',
		port: client.port,
		user: client.user ?? '',
		database: client.database ?? '',
		hasPassword: Boolean(client.password),
		ssl: !ssl ? 'off' : details.rejectUnauthorized === false ? 'any' : 'checked',
		ca: details.ca ?? null,
		hasClientCertificate: Boolean(details.cert),
		sslInString:
			connectionString !== undefined &&
			(settings.ssl === undefined || /[?&]ssl(mode|cert|key|rootcert|negotiation)?=/.test(connectionString)),
	};
}

/** How a message names it. */
export function addressOf({ host, port }: Place): string {
	return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** "Set SSL to …", where it is set. */
export function setSsl(place: Place, mode: 'Disable' | 'Require' | 'Verify'): string {
	if (!place.sslInString) return `set SSL to "${mode}" in the credential`;
	const words = { Disable: 'disable', Require: 'no-verify', Verify: 'verify-full' };
	return `write sslmode=${words[mode]} in the connection string`;
}

/**
 * A "/", "?" or "#" in the password that is not encoded ends the host's part early: what is then taken for host
 * and port are pieces of user and password, which must neither be shown nor asked of a name server.
 */
function isCutShort(connectionString: string): boolean {
	const rest = connectionString.replace(/^[a-z]+:\/\//i, '');
	const end = rest.search(/[/?#]/);
	if (end === -1) return false;
	return !rest.slice(0, end).includes('@') && rest.slice(end).includes('@');
}
