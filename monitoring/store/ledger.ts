import { newestOf, type Migration } from './migration';
import type { Sql } from './pool';

/** The schema cannot be used by this package; `message` says why and what to do. Nothing was changed. */
export class SchemaError extends Error {
	readonly kind: 'newer' | 'edited';

	constructor(kind: SchemaError['kind'], message: string) {
		super(message);
		this.name = 'SchemaError';
		this.kind = kind;
	}
}

/** A migration that was applied, as the table `migrations` remembers it. */
export interface LedgerRow {
	version: number;
	checksum: string;
	min_writer: number;
	min_reader: number;
}

/** What every process that changes the schema holds meanwhile, as an advisory lock. */
export function lockName(schemaName: string): string {
	return `n8n-nodes-monitor migrate ${schemaName}`;
}

export function ledgerTable(schema: string): string {
	return `create table if not exists ${schema}.migrations (
	version integer primary key,
	name varchar(255) not null,
	checksum varchar(64) not null,
	min_writer integer not null default 1,
	min_reader integer not null default 1,
	applied_at timestamptz not null default now()
)`;
}

/** Null where there is no ledger. */
export async function readLedger(sql: Sql): Promise<LedgerRow[] | null> {
	const { rows } = await sql.query<{ ledger: string | null }>(
		'select to_regclass($1)::text as ledger',
		[`${sql.schema}.migrations`],
	);
	if (rows[0].ledger === null) return null;
	const ledger = await sql.query<LedgerRow>(
		`select version, checksum, min_writer, min_reader from ${sql.schema}.migrations order by version`,
	);
	return ledger.rows;
}

export async function enterIntoLedger(sql: Sql, migration: Migration): Promise<void> {
	const { version, name, checksum, minWriter, minReader } = migration;
	await sql.query(
		`insert into ${sql.schema}.migrations (version, name, checksum, min_writer, min_reader)
		values ($1, $2, $3, $4, $5)`,
		[version, name, checksum, minWriter, minReader],
	);
}

/**
 * What is still to be done, in order.
 *
 * @throws SchemaError where this package must not write into the schema, or cannot know what it holds
 */
export function pending(ledger: LedgerRow[], migrations: readonly Migration[]): Migration[] {
	const known = new Map(migrations.map((each) => [each.version, each]));
	for (const { version, checksum } of ledger) {
		const migration = known.get(version);
		if (migration !== undefined && migration.checksum !== checksum) {
			throw new SchemaError(
				'edited',
				`Migration ${migration.name} differs from the one that made this schema. Install the published package again, or use another schema; nothing was changed`,
			);
		}
	}
	const ours = newestOf(migrations);
	const required = Math.max(0, ...ledger.map(({ min_writer }) => min_writer));
	const reached = Math.max(0, ...ledger.map(({ version }) => version));
	if (ours < required) {
		throw new SchemaError(
			'newer',
			`The monitor's schema is at version ${reached} and wants a writer that knows version ${required}; this version of n8n-nodes-monitor knows ${ours}. Update the package; nothing was changed`,
		);
	}
	const done = new Set(ledger.map(({ version }) => version));
	const left = migrations.filter(({ version }) => !done.has(version));
	// They are applied in order, so a gap means that somebody has been at the ledger.
	const gap = left.find(({ version }) => version < reached);
	if (gap !== undefined) {
		throw new SchemaError(
			'edited',
			`The monitor's schema is at version ${reached}, but migration ${gap.name} is not in its ledger. Restore that row, or use another schema; nothing was changed`,
		);
	}
	return left;
}
