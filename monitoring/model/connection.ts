import { addedMasks } from './mask-rules';

/** How to reach the monitor's Postgres; what the credential, a URL or a library call gives. */
export interface ConnectionSettings {
	/** A `postgres://` URL; where given, it wins over the separate fields. */
	connectionString?: string;
	host?: string;
	port?: number;
	database?: string;
	user?: string;
	password?: string;
	/** `disable`: plain. `require`: encrypted, any certificate. `verify`: encrypted, certificate and name checked. */
	ssl?: SslMode;
	/** PEM text of the authority that signed the server's certificate, with `verify`. */
	sslCa?: string;
	/** PEM texts of a client certificate and its key. */
	sslCert?: string;
	sslKey?: string;
	schema: string;
	/**
	 * A `postgres://` URL that leads to the server itself, for LISTEN: where the one above leads through a connection
	 * pooler. Without it new rows are looked for every 200 ms there.
	 */
	listenConnectionString?: string;
	/** What this user masks beside the defaults, everywhere in the process: see `AddedMasks`. */
	maskKeys?: string[];
	maskPatterns?: string[];
}

export const SSL_MODES = ['disable', 'require', 'verify'] as const;
export type SslMode = (typeof SSL_MODES)[number];

export const DEFAULT_SCHEMA = 'monitoring';

/** What a schema may be called; anything else never reaches SQL. */
export const SCHEMA_PATTERN = /^[a-z_][a-z0-9_]{0,47}$/;

/** The fields of the credential `monitorPostgresApi`, as n8n stores them. */
export interface CredentialFields {
	connectionType?: unknown;
	connectionString?: unknown;
	host?: unknown;
	port?: unknown;
	database?: unknown;
	user?: unknown;
	password?: unknown;
	ssl?: unknown;
	sslCa?: unknown;
	sslCert?: unknown;
	sslKey?: unknown;
	schema?: unknown;
	listenConnectionString?: unknown;
	maskMore?: unknown;
	maskKeys?: unknown;
	maskPatterns?: unknown;
}

/**
 * The connection that a credential describes; missing fields take the defaults of the form.
 *
 * @throws Error with a sentence for the user where a field cannot be used
 */
export function connectionFromFields(fields: CredentialFields): ConnectionSettings {
	const schema = textOf(fields.schema) ?? DEFAULT_SCHEMA;
	if (!SCHEMA_PATTERN.test(schema)) {
		throw new Error(
			'The schema may have lower-case letters, digits and underscores only, at most 48, and must not begin with a digit',
		);
	}
	const ssl: SslMode = SSL_MODES.find((mode) => mode === fields.ssl) ?? 'disable';
	const certificates = {
		sslCa: textOf(fields.sslCa),
		sslCert: textOf(fields.sslCert),
		sslKey: textOf(fields.sslKey),
	};
	const more = { ...listenFromFields(fields), ...masksFromFields(fields) };
	if (fields.connectionType === 'url') {
		const connectionString = urlOf('connection string', fields.connectionString);
		if (connectionString === undefined) throw new Error(notUrl('connection string'));
		return { connectionString, ssl, ...certificates, schema, ...more };
	}
	const port = Number(fields.port ?? 5432);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new Error('The port must be a whole number from 1 to 65535');
	}
	return {
		host: textOf(fields.host) ?? 'localhost',
		port,
		database: textOf(fields.database) ?? 'postgres',
		user: textOf(fields.user) ?? 'postgres',
		password: typeof fields.password === 'string' ? fields.password : '',
		ssl,
		...certificates,
		schema,
		...more,
	};
}

function listenFromFields(fields: CredentialFields): Pick<ConnectionSettings, 'listenConnectionString'> {
	const listenConnectionString = urlOf('direct connection string', fields.listenConnectionString);
	return listenConnectionString === undefined ? {} : { listenConnectionString };
}

/** @throws Error where there is a text, and it is no address of a Postgres */
function urlOf(what: string, value: unknown): string | undefined {
	const text = textOf(value);
	if (text !== undefined && !/^postgres(ql)?:\/\//.test(text)) throw new Error(notUrl(what));
	return text;
}

function notUrl(what: string): string {
	return `The ${what} must begin with postgres:// or postgresql://`;
}

function masksFromFields(fields: CredentialFields): Pick<ConnectionSettings, 'maskKeys' | 'maskPatterns'> {
	const { keys, patterns } = addedMasks(fields);
	return keys.length + patterns.length === 0 ? {} : { maskKeys: keys, maskPatterns: patterns };
}

/** Equal for settings that say the same, whatever the order of their fields. */
export function connectionKey(settings: ConnectionSettings): string {
	return JSON.stringify(Object.entries(settings).sort());
}

function textOf(value: unknown): string | undefined {
	return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}
