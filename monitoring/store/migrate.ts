import { MIGRATIONS, type Migration } from './migrations';
import type { Sql, Store } from './pool';

/** The schema cannot be used by this package; `message` says why and what to do. Nothing was changed. */
export class SchemaError extends Error {
	readonly kind: 'newer' | 'edited';

	constructor(kind: SchemaError['kind'], message: string) {
		super(message);
		this.name = 'SchemaError';
		this.kind = kind;
	}
}

interface LedgerRow {
	version: number;
	checksum: string;
}

/**
 * Brings the schema to what this package knows. Whoever comes first does it; the others wait for it and find
 * it done. A schema that is up to date is only read, so that a role without rights to create can go on.
 *
 * @returns the versions that this call applied
 * @throws SchemaError where the schema is newer than the package or a migration was edited
 */
export async function migrate(
	store: Store,
	migrations: readonly Migration[] = MIGRATIONS,
): Promise<number[]> {
	const before = await readLedger(store);
	if (before !== null && pending(before, migrations).length === 0) return [];
	await makeLedger(store);
	const applied: number[] = [];
	for (const migration of migrations) {
		if (await applyOnce(store, migration, migrations)) applied.push(migration.version);
	}
	return applied;
}

/** The state of a schema without touching it. */
export async function schemaState(
	sql: Sql,
	migrations: readonly Migration[] = MIGRATIONS,
): Promise<'missing' | 'older' | 'current' | 'newer'> {
	const ledger = await readLedger(sql);
	if (ledger === null || ledger.length === 0) return 'missing';
	const newest = migrations[migrations.length - 1].version;
	if (ledger.some(({ version }) => version > newest)) return 'newer';
	return ledger.length < migrations.length ? 'older' : 'current';
}

async function readLedger(sql: Sql): Promise<LedgerRow[] | null> {
	const { rows } = await sql.query<{ ledger: string | null }>(
		'select to_regclass($1)::text as ledger',
		[`${sql.schema}.migrations`],
	);
	if (rows[0].ledger === null) return null;
	const ledger = await sql.query<LedgerRow>(
		`select version, checksum from ${sql.schema}.migrations order by version`,
	);
	return ledger.rows;
}

/** Checks what is there against what we know. */
function pending(ledger: LedgerRow[], migrations: readonly Migration[]): Migration[] {
	const known = new Map(migrations.map((each) => [each.version, each]));
	for (const { version, checksum } of ledger) {
		const migration = known.get(version);
		if (migration === undefined) {
			throw new SchemaError(
				'newer',
				`The monitor's schema is at version ${version}, which this version of n8n-nodes-monitor does not know. Update the package; nothing was changed`,
			);
		}
		if (migration.checksum !== checksum) {
			throw new SchemaError(
				'edited',
				`Migration ${migration.name} differs from the one that made this schema. Install the published package again, or use another schema; nothing was changed`,
			);
		}
	}
	const done = new Set(ledger.map(({ version }) => version));
	return migrations.filter(({ version }) => !done.has(version));
}

/** `create … if not exists` alone may still fail when two do it at once, hence the lock. */
async function makeLedger(store: Store): Promise<void> {
	await store.transaction(async (sql) => {
		await lock(sql, store.schemaName);
		const { rows } = await sql.query<{ exists: boolean }>(
			'select exists (select from pg_namespace where nspname = $1)',
			[store.schemaName],
		);
		// The right to create schemas is not needed where somebody has made ours already.
		if (!rows[0].exists) await sql.query(`create schema ${sql.schema}`);
		await sql.query(`create table if not exists ${sql.schema}.migrations (
			version integer primary key,
			name varchar(255) not null,
			checksum varchar(64) not null,
			min_writer integer not null default 1,
			min_reader integer not null default 1,
			applied_at timestamptz not null default now()
		)`);
	});
}

/** The ledger's row goes in first: a second process waits on it, finds it and leaves. */
async function applyOnce(
	store: Store,
	migration: Migration,
	migrations: readonly Migration[],
): Promise<boolean> {
	return await store.transaction(async (sql) => {
		await lock(sql, store.schemaName);
		const ledger = (await readLedger(sql)) ?? [];
		if (!pending(ledger, migrations).includes(migration)) return false;
		await sql.query(
			`insert into ${sql.schema}.migrations (version, name, checksum) values ($1, $2, $3)`,
			[migration.version, migration.name, migration.checksum],
		);
		await sql.query(migration.sql.replaceAll(':"schema"', sql.schema));
		return true;
	});
}

async function lock(sql: Sql, schema: string): Promise<void> {
	await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
		`n8n-nodes-monitor migrate ${schema}`,
	]);
}
