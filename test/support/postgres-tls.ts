import { chownSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type * as PostgresModule from '../../demo/postgres.mjs';

export type Server = Awaited<ReturnType<typeof PostgresModule.startPostgres>>;

/** Loaded late, since the demo's scripts are modules of the other kind. */
export async function startServer(
	options: Parameters<typeof PostgresModule.startPostgres>[0],
): Promise<Server> {
	const { startPostgres } = await import('../../demo/postgres.mjs');
	return await startPostgres({ fast: true, ...options });
}

/** Runs statements as the superuser, each on its own, on a connection of its own. */
export async function asSuperuser<R = Record<string, unknown>>(server: Server, ...statements: string[]): Promise<R[]> {
	const client = new Client({ connectionString: server.url });
	client.on('error', () => {});
	await client.connect();
	try {
		let rows: unknown[] = [];
		for (const each of statements) rows = (await client.query(each)).rows;
		return rows as R[];
	} finally {
		await client.end();
	}
}

/** Writes into the cluster's folder, for the user who runs it; Postgres takes no key that others may read. */
export function writeToCluster(server: Server, files: Record<string, string>): void {
	const folder = path.join(server.dataDir, 'pgdata');
	const { uid, gid } = statSync(folder);
	for (const [name, text] of Object.entries(files)) {
		const file = path.join(folder, name);
		writeFileSync(file, text, { mode: 0o600 });
		if (process.getuid?.() === 0) chownSync(file, uid, gid);
	}
}

let round = 0;

/**
 * Sets and reloads, and returns when new sessions have it. A setting that nobody minds tells when the server has
 * read everything: it reads pg_hba.conf and the certificates before it takes the next connection.
 */
export async function reload(server: Server, settings: Record<string, string> = {}): Promise<void> {
	const mark = `${2_000 + ++round}ms`;
	await asSuperuser(
		server,
		...Object.entries(settings).map(([name, value]) => `alter system set ${name} = '${value}'`),
		`alter system set deadlock_timeout = '${mark}'`,
		'select pg_reload_conf()',
	);
	for (let tries = 0; tries < 200; tries++) {
		const [{ deadlock_timeout }] = await asSuperuser<{ deadlock_timeout: string }>(server, 'show deadlock_timeout');
		if (deadlock_timeout === mark) return;
		await sleep(25);
	}
	throw new Error('The server has not taken its new settings');
}
