import { createHash } from 'node:crypto';

export interface Migration {
	version: number;
	name: string;
	/** SQL with `:"schema"` where the schema's name goes. */
	sql: string;
	/** SHA-256 of the text, in hexadecimal; an edited file is known by it. */
	checksum: string;
	/** The oldest package that may write into the schema after this, by the newest version it knows. */
	minWriter: number;
	/** The same for reading. */
	minReader: number;
	/** False where the statements run one by one, each by itself. */
	transaction: boolean;
}

const LIMITS = /^-- min-writer: (\d+) min-reader: (\d+)$/;
const NO_TRANSACTION = '-- no-transaction';
const NAME = /^(\d{4})_[a-z0-9_]+$/;

/**
 * A migration as its file describes it: the name begins with the version, and the comments at its head say who
 * may go on working on the schema (`-- min-writer: 1 min-reader: 1`) and, where it is so, `-- no-transaction`.
 *
 * @throws Error where the name or the head is not as it must be
 */
export function readMigration(name: string, sql: string): Migration {
	const wrong = (why: string) => new Error(`Migration ${name}: ${why}`);
	const version = Number(NAME.exec(name)?.[1] ?? 0);
	if (version === 0) throw wrong('its name must be like 0002_what_it_does');
	const head = headOf(sql);
	const limits = head.flatMap((line) => [...(LIMITS.exec(line)?.slice(1).map(Number) ?? [])]);
	if (limits.length !== 2) {
		throw wrong('its head must say once: -- min-writer: <version> min-reader: <version>');
	}
	const [minWriter, minReader] = limits;
	if (limits.some((limit) => limit < 1 || limit > version)) {
		throw wrong(`its limits must lie between 1 and its own version, ${version}`);
	}
	const transaction = !head.includes(NO_TRANSACTION);
	const checksum = createHash('sha256').update(sql).digest('hex');
	return { version, name, sql, checksum, minWriter, minReader, transaction };
}

/** The comment lines that a file begins with. */
function headOf(sql: string): string[] {
	const lines = sql.split('\n').map((line) => line.trimEnd());
	const end = lines.findIndex((line) => !line.startsWith('--'));
	return end === -1 ? lines : lines.slice(0, end);
}

/** The text for one schema, given as it stands in SQL. */
export function sqlFor(migration: Migration, schema: string): string {
	return migration.sql.replaceAll(':"schema"', () => schema);
}

/** The version of the newest migration of a list: what a package is as a writer and as a reader. */
export function newestOf(migrations: readonly Migration[]): number {
	return migrations.reduce((newest, { version }) => Math.max(newest, version), 0);
}
