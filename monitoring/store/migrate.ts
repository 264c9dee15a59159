import { setTimeout as sleep } from 'node:timers/promises';
import {
	enterIntoLedger,
	ledgerTable,
	lockName,
	pending,
	readLedger,
	type LedgerRow,
} from './ledger';
import { newestOf, sqlFor, type Migration } from './migration';
import { MIGRATIONS } from './migrations';
import type { Sql, Store } from './pool';
import { splitStatements } from './split-statements';

export { SchemaError } from './ledger';

const LOOK_AGAIN = 50;

/**
 * Brings the schema to what this package knows. Whoever comes first does it; the others wait for it and find
 * it done. A schema that is up to date, or newer but still open to this package, is only read, so that a role
 * without rights to create can go on. Migrations outside of a transaction take two connections of the store.
 *
 * @returns the versions that this call applied
 * @throws SchemaError where the schema has left this package behind or a migration was edited
 */
export async function migrate(
	store: Store,
	migrations: readonly Migration[] = MIGRATIONS,
): Promise<number[]> {
	const applied: number[] = [];
	for (;;) {
		const ledger = await readLedger(store);
		if (ledger !== null && pending(ledger, migrations).length === 0) return applied;
		const step = await oneStep(store, migrations);
		if (step === 'others at work') await sleep(LOOK_AGAIN * (1 + Math.random()));
		else if (step !== null) applied.push(step.version);
	}
}

/** The state of a schema for a reader, without touching it: `newer` is one that this package cannot read. */
export async function schemaState(
	sql: Sql,
	migrations: readonly Migration[] = MIGRATIONS,
): Promise<'missing' | 'older' | 'current' | 'newer'> {
	const ledger = await readLedger(sql);
	if (ledger === null || ledger.length === 0) return 'missing';
	const ours = newestOf(migrations);
	if (ledger.some(({ min_reader }) => min_reader > ours)) return 'newer';
	const done = new Set(ledger.map(({ version }) => version));
	return migrations.every(({ version }) => done.has(version)) ? 'current' : 'older';
}

/**
 * Does what comes next, alone: makes the ledger, or applies one migration and enters it. The lock belongs to
 * the transaction that the ledger's row is written in, so nobody enters what he has lost the lock for, a
 * process that dies leaves nothing behind, and a pooler between us and Postgres does no harm.
 */
async function oneStep(
	store: Store,
	migrations: readonly Migration[],
): Promise<Migration | null | 'others at work'> {
	return await store.transaction(async (sql) => {
		if (!(await lock(sql, store.schemaName))) return 'others at work';
		const ledger: LedgerRow[] | null = await readLedger(sql);
		if (ledger === null) {
			await makeLedger(sql, store.schemaName);
			return null;
		}
		const migration = pending(ledger, migrations).at(0);
		if (migration === undefined) return null;
		if (migration.transaction) await sql.query(sqlFor(migration, sql.schema));
		else await runOneByOne(store, migration);
		await enterIntoLedger(sql, migration);
		return migration;
	});
}

/**
 * Never waits in Postgres: a statement that waits holds a snapshot, for which `create index concurrently` of
 * the one who has the lock would wait in turn, and no server sees such a circle. For the same reason the
 * holder's transaction keeps no snapshot between its statements; it idles while the other connection works.
 */
async function lock(sql: Sql, schemaName: string): Promise<boolean> {
	await sql.query('set transaction isolation level read committed');
	await sql.query('set local idle_in_transaction_session_timeout = 0');
	const { rows } = await sql.query<{ locked: boolean }>(
		'select pg_try_advisory_xact_lock(hashtextextended($1, 0)) as locked',
		[lockName(schemaName)],
	);
	return rows[0].locked;
}

/** The right to create schemas is not needed where somebody has made ours already. */
async function makeLedger(sql: Sql, schemaName: string): Promise<void> {
	const { rows } = await sql.query<{ exists: boolean }>(
		'select exists (select from pg_namespace where nspname = $1)',
		[schemaName],
	);
	if (!rows[0].exists) await sql.query(`create schema ${sql.schema}`);
	await sql.query(ledgerTable(sql.schema));
}

/** On another connection than the lock's. What was done stays when a later statement fails: they are repeated. */
async function runOneByOne(store: Store, migration: Migration): Promise<void> {
	for (const statement of splitStatements(sqlFor(migration, store.schema))) {
		await store.query(statement);
	}
}
