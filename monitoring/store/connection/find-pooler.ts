import { Client } from 'pg';
import type { ConnectionSettings } from '../../model/connection';
import { poolConfig } from '../pool';

export type Pooler = 'PgBouncer' | 'a connection pooler';

/**
 * What stands between us and Postgres, if anything does. Postgres takes any setting with a dot in its name when
 * a session starts, PgBouncer refuses one that it does not know; and a pooler gives its client another process
 * id than the one of the Postgres process that does the work. Opens one connection; a failure counts as nothing
 * found, since this is only a remark.
 */
export async function findPooler(settings: ConnectionSettings, within: number): Promise<Pooler | null> {
	const client = new Client({
		...poolConfig(settings, { connectTimeout: within, queryTimeout: within }),
		options: '-c n8n_nodes_monitor.probe=on',
	}) as Client & { processID: number | null };
	client.on('error', () => {});
	try {
		await client.connect();
		const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
		return rows[0].pid === client.processID ? null : 'a connection pooler';
	} catch (error) {
		return isPgBouncers(error) ? 'PgBouncer' : null;
	} finally {
		await client.end().catch(() => {});
	}
}

function isPgBouncers(error: unknown): boolean {
	const { message, routine } = error as { message?: unknown; routine?: unknown };
	return routine === undefined && /unsupported (options )?startup parameter/.test(String(message));
}
