import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { hostService } from './host-modules';

interface DatabaseConfig {
	type: string;
	tablePrefix: string;
	postgresdb: { host: string; port: number; database: string; schema: string };
	sqlite: { database: string };
}

/**
 * Tells this n8n's own database from others, a copy of it included: where it is, and when its first user was
 * made. All processes of one n8n get the same, as long as they name the database alike.
 *
 * @throws HostError or the database's error where n8n cannot be asked now
 */
export async function databaseFingerprint(): Promise<string> {
	const { database } = hostService<{ database: DatabaseConfig }>('@n8n/config', 'GlobalConfig');
	const users = hostService<{ find(query: object): Promise<Array<{ createdAt: Date }>> }>(
		'@n8n/db',
		'UserRepository',
	);
	const [first] = await users.find({ select: ['id', 'createdAt'], order: { createdAt: 'ASC' }, take: 1 });
	const since = first === undefined ? null : new Date(first.createdAt).getTime();
	const place = database.type === 'sqlite' ? await sqlitePlace(database) : postgresPlace(database);
	return createHash('sha256').update(JSON.stringify([database.type, ...place, since])).digest('hex').slice(0, 40);
}

function postgresPlace({ postgresdb, tablePrefix }: DatabaseConfig): unknown[] {
	const { host, port, database, schema } = postgresdb;
	return [host, port, database, schema, tablePrefix];
}

async function sqlitePlace({ sqlite }: DatabaseConfig): Promise<unknown[]> {
	const { n8nFolder } = hostService<{ n8nFolder: string }>('n8n-core', 'InstanceSettings');
	const file = path.resolve(n8nFolder, sqlite.database);
	return [file, await birthOf(file)];
}

/** Null where the file system does not tell: some give the time of the last change in its place. */
async function birthOf(file: string): Promise<number | null> {
	try {
		const { birthtimeMs, ctimeMs } = await stat(file);
		return birthtimeMs > 0 && birthtimeMs < ctimeMs ? Math.floor(birthtimeMs) : null;
	} catch {
		return null;
	}
}
