import { ledgerTable, lockName } from './ledger';
import { sqlFor, type Migration } from './migration';
import { quotedSchema } from './schema-name';

/**
 * Migrations as a script for `psql -f`, which leaves what `migrate` would leave, the ledger included. It stops
 * at the first error, and passes over what the database has already.
 */
export function migrationScript(schemaName: string, migrations: readonly Migration[]): string {
	const schema = quotedSchema(schemaName);
	const lines = [
		`-- The schema "${schemaName}" of n8n-nodes-monitor, for psql. It belongs to the role that runs this:`,
		"-- take the one that n8n's credential names.",
	];
	if (migrations.length === 0) return [...lines, '-- Nothing is left to be done.', ''].join('\n');
	return [
		...lines,
		'\\set ON_ERROR_STOP on',
		'\\encoding UTF8',
		'',
		'begin;',
		// Where the ledger is there already, nobody needs to hear of it.
		'set local client_min_messages to warning;',
		nobodyElse(schemaName),
		makeSchema(schemaName),
		`${ledgerTable(schema)};`,
		'commit;',
		...migrations.map((migration) => section(migration, schemaName)),
		'',
	].join('\n');
}

function section(migration: Migration, schemaName: string): string {
	const schema = quotedSchema(schemaName);
	const sql = sqlFor(migration, schema).trim();
	const body = migration.transaction
		? ['begin;', nobodyElse(schemaName), sql, entry(migration, schema), 'commit;']
		: [
				'-- Outside of a transaction nothing keeps others out: run it once, and start no n8n meanwhile.',
				nobodyElse(schemaName),
				sql,
				entry(migration, schema),
			];
	return [
		'',
		`-- ${migration.name}`,
		`select not exists (select from ${schema}.migrations where version = ${migration.version}) as monitor_todo \\gset`,
		'\\if :monitor_todo',
		...body,
		'\\endif',
	].join('\n');
}

/** Tries and never waits, for the reason that `lock` of `migrate.ts` has. */
function nobodyElse(schemaName: string): string {
	return `do $do$ begin
	if not pg_try_advisory_xact_lock(hashtextextended('${lockName(schemaName)}', 0)) then
		raise exception 'Another process is changing the schema: run this again when it is done';
	end if;
end $do$;`;
}

/** `create schema if not exists` wants the right to create one even where it is there. */
function makeSchema(schemaName: string): string {
	return `do $do$ begin
	if not exists (select from pg_namespace where nspname = '${schemaName}') then
		create schema ${quotedSchema(schemaName)};
	end if;
end $do$;`;
}

/** Two who did the same at once outside of a transaction have both done it. */
function entry({ transaction, ...migration }: Migration, schema: string): string {
	const { version, name, checksum, minWriter, minReader } = migration;
	return `insert into ${schema}.migrations (version, name, checksum, min_writer, min_reader)
	values (${version}, '${name}', '${checksum}', ${minWriter}, ${minReader})${transaction ? '' : ' on conflict do nothing'};`;
}
