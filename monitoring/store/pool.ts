import { Pool, types as pgTypes, type PoolClient, type PoolConfig, type QueryResult } from 'pg';
import type { ConnectionSettings } from '../model/connection';
import { quotedSchema } from './schema-name';

/** What a read or write verb needs: a way to run one statement, and the schema as it stands in SQL. */
export interface Sql {
	readonly schema: string;
	query<R extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Rows<R>>;
}

export interface Rows<R> {
	rows: R[];
	rowCount: number;
}

export interface StoreOptions {
	/** Connections at most. */
	max?: number;
	/** After this many ms without an answer a statement is given up, and its connection with it. */
	queryTimeout?: number;
	connectTimeout?: number;
}

const INT8 = 20;
const NUMERIC = 1700;
const TIMESTAMPTZ = 1184;

/** Big integers and decimals as numbers, instants as ISO texts in UTC; the rest as `pg` reads it. */
const typeParsers: PoolConfig['types'] = {
	getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
		if (oid === INT8 || oid === NUMERIC) return Number;
		if (oid === TIMESTAMPTZ) return (text: string) => new Date(text).toISOString();
		return pgTypes.getTypeParser(oid, format as 'text');
	}) as NonNullable<PoolConfig['types']>['getTypeParser'],
};

/**
 * The driver's own settings for a connection; used by the pool and by the credential's test.
 *
 * @internal what our users compile against knows nothing of the driver
 */
export function poolConfig(settings: ConnectionSettings, options: StoreOptions = {}): PoolConfig {
	return {
		...(settings.connectionString
			? { connectionString: settings.connectionString }
			: {
					host: settings.host,
					port: settings.port,
					database: settings.database,
					user: settings.user,
					password: settings.password,
				}),
		...sslConfig(settings),
		max: options.max ?? 2,
		query_timeout: options.queryTimeout ?? 15_000,
		connectionTimeoutMillis: options.connectTimeout ?? 5_000,
		idleTimeoutMillis: 30_000,
		keepAlive: true,
		allowExitOnIdle: true,
		application_name: 'n8n-nodes-monitor',
		types: typeParsers,
	};
}

function sslConfig(settings: ConnectionSettings): Pick<PoolConfig, 'ssl'> {
	if (settings.ssl === undefined) return {};
	if (settings.ssl === 'disable') return { ssl: false };
	return {
		ssl: {
			rejectUnauthorized: settings.ssl === 'verify',
			...(settings.sslCa ? { ca: settings.sslCa } : {}),
			...(settings.sslCert ? { cert: settings.sslCert } : {}),
			...(settings.sslKey ? { key: settings.sslKey } : {}),
		},
	};
}

/**
 * The monitor's Postgres: a small pool of our own. A connection on which anything but a plain SQL error
 * happened is thrown away, since what it would answer next is unknown.
 */
export class Store implements Sql {
	readonly schema: string;

	/** The schema without quotes, for functions that take a name. */
	readonly schemaName: string;

	readonly #pool: Pool;

	constructor(settings: ConnectionSettings, options: StoreOptions = {}) {
		this.schema = quotedSchema(settings.schema);
		this.schemaName = this.schema.slice(1, -1);
		this.#pool = new Pool(poolConfig(settings, options));
		// Without listeners a lost idle connection would be an uncaught error in the host.
		this.#pool.on('error', () => {});
		this.#pool.on('connect', (client) => client.on('error', () => {}));
	}

	async query<R extends object = Record<string, unknown>>(text: string, values: unknown[] = []): Promise<Rows<R>> {
		return await this.#withClient(async (client) => await run<R>(client, text, values));
	}

	/** Runs `work` in one transaction; what it throws rolls everything back and is thrown on. */
	async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
		return await this.#withClient(async (client) => {
			const sql: Sql = {
				schema: this.schema,
				query: async <R extends object>(text: string, values: unknown[] = []) =>
					await run<R>(client, text, values),
			};
			await client.query('begin');
			try {
				const result = await work(sql);
				await client.query('commit');
				return result;
			} catch (error) {
				if (isSqlError(error)) await client.query('rollback');
				throw error;
			}
		});
	}

	async end(): Promise<void> {
		if (!this.#pool.ended && !this.#pool.ending) await this.#pool.end();
	}

	async #withClient<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
		const client = await this.#pool.connect();
		let broken = true;
		try {
			const result = await work(client);
			broken = false;
			return result;
		} catch (error) {
			broken = !isSqlError(error);
			throw error;
		} finally {
			client.release(broken);
		}
	}
}

async function run<R extends object>(
	client: PoolClient,
	text: string,
	values: unknown[],
): Promise<Rows<R>> {
	// Without values a text may hold several statements, as migrations do; then there are several results.
	const result: QueryResult | QueryResult[] =
		values.length === 0 ? await client.query(text) : await client.query(text, values);
	const { rows, rowCount } = Array.isArray(result) ? result[result.length - 1] : result;
	return { rows, rowCount: rowCount ?? rows.length };
}

/** True where the server itself refused a statement and the connection is still good. */
export function isSqlError(error: unknown): error is Error & { code: string } {
	if (!(error instanceof Error)) return false;
	const { code } = error as Error & { code?: unknown };
	// Class 08 and 57P mean that the session ends; other five-letter codes of Node begin with E.
	return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57P|E[A-Z]{4})/.test(code);
}

/** The schema or a table of it is not there. */
export function isMissingSchema(error: unknown): boolean {
	return isSqlError(error) && (error.code === '42P01' || error.code === '3F000');
}
