import { Client } from 'pg';
import type { ConnectionSettings } from '../model/connection';
import { hintChannel, readHint, type Hint } from './hints';
import { poolConfig } from './pool';

const TIMEOUT = 5_000;

/** A connection that does nothing but listen: outside any pool, since it must stay with one session. */
export class ListenConnection {
	readonly #client: Client;

	private constructor(client: Client) {
		this.#client = client;
	}

	/**
	 * Connects and listens. A pooler gives a session to others after each statement, so that nothing would be heard.
	 *
	 * @param on.lost called once when the connection is gone, unless it was ended
	 * @returns null where a connection pooler stands before the server
	 * @throws what the driver throws
	 */
	static async open(
		settings: ConnectionSettings,
		schemaName: string,
		on: { hint: (hint: Hint) => void; lost: () => void },
	): Promise<ListenConnection | null> {
		const { listenConnectionString } = settings;
		const client = new Client({
			...poolConfig(
				listenConnectionString === undefined ? settings : { ...settings, connectionString: listenConnectionString },
				{ connectTimeout: TIMEOUT, queryTimeout: TIMEOUT },
			),
		}) as Client & { processID: number | null };
		client.on('error', () => {});
		try {
			await client.connect();
			const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
			if (rows[0].pid !== client.processID) {
				await client.end();
				return null;
			}
			client.on('notification', ({ payload }) => {
				const hint = readHint(payload);
				if (hint !== null) on.hint(hint);
			});
			client.on('end', on.lost);
			await client.query(`listen "${hintChannel(schemaName)}"`);
		} catch (error) {
			client.removeListener('end', on.lost);
			void client.end().catch(() => {});
			throw error;
		}
		return new ListenConnection(client);
	}

	/** Whether the server still answers. @throws where it does not within five seconds */
	async check(): Promise<void> {
		await this.#client.query('select');
	}

	/** Ends it without a word to `lost`. */
	async end(): Promise<void> {
		this.#client.removeAllListeners('end');
		await this.#client.end().catch(() => {});
	}
}
