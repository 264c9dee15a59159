import { createHash } from 'node:crypto';
import core from '../../migrations/0001_core.sql';

export interface Migration {
	version: number;
	name: string;
	/** SQL with `:"schema"` where the schema's name goes. */
	sql: string;
	/** SHA-256 of the text, in hexadecimal; an edited file is known by it. */
	checksum: string;
}

function migration(version: number, name: string, sql: string): Migration {
	return { version, name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

/** All migrations that this package knows, in order. */
export const MIGRATIONS: readonly Migration[] = [migration(1, '0001_core', core)];
