import { parseArgs } from 'node:util';
import { DEFAULT_SCHEMA, SCHEMA_PATTERN, type ConnectionSettings } from '../model/connection';
import { explainConnectionProblem, OLDEST_POSTGRES } from '../store/connection-problem';
import { pending, readLedger, SchemaError } from '../store/ledger';
import { migrate } from '../store/migrate';
import { migrationScript } from '../store/migration-script';
import { MIGRATIONS } from '../store/migrations';
import { Store } from '../store/pool';
import { serverFacts } from '../store/read/server-facts';
import { UsageError, type Io } from './io';

export const MIGRATE_USAGE = `n8n-nodes-monitor migrate [--url <url>] [--schema <name>] [--print]

Makes the monitor's schema, or brings it up to date. A published Monitor Trigger does so by itself; this is for
databases in which n8n's role may not create anything, and for migrations that take long.

  --url <url>      postgres://user:password@host:port/database; default: MONITOR_DATABASE_URL.
                   Other users of the machine see it in the list of processes: the variable is the safer place
  --schema <name>  default: MONITOR_DATABASE_SCHEMA, else ${DEFAULT_SCHEMA}
  --print          changes nothing: prints what is left to be done as a script for psql -f,
                   or, without a URL, the script for the whole schema
  --help           shows this

Ends with 0 when it is done, 1 when the database or the schema is in the way, 2 when it was called wrongly.
`;

const CONNECT_WITHIN = 10_000;

interface Wanted {
	settings: ConnectionSettings | null;
	schema: string;
	print: boolean;
	help: boolean;
}

/**
 * @returns the exit code
 * @throws UsageError where the words make no sense
 */
export async function migrateCommand(words: string[], io: Io): Promise<number> {
	const wanted = wantedBy(words, io.environment);
	if (wanted.help) {
		io.out(MIGRATE_USAGE);
		return 0;
	}
	if (wanted.settings === null) {
		if (!wanted.print) {
			throw new UsageError('No database is named: set MONITOR_DATABASE_URL or give --url');
		}
		io.out(migrationScript(wanted.schema, MIGRATIONS));
		return 0;
	}
	// A migration may take as long as it needs, so nobody gives up waiting for a statement.
	const store = new Store(wanted.settings, {
		max: 2,
		queryTimeout: 0,
		connectTimeout: CONNECT_WITHIN,
	});
	try {
		const { version } = await serverFacts(store, store.schemaName);
		if (version < OLDEST_POSTGRES * 10_000) {
			io.error(`The server is too old: the monitor needs PostgreSQL ${OLDEST_POSTGRES} or newer\n`);
			return 1;
		}
		if (wanted.print) {
			const left = pending((await readLedger(store)) ?? [], MIGRATIONS);
			io.out(migrationScript(wanted.schema, left));
		} else {
			report(await migrate(store), wanted.schema, io);
		}
		return 0;
	} catch (error) {
		io.error(`${explained(error, wanted.settings)}\n`);
		return 1;
	} finally {
		await store.end().catch(() => {});
	}
}

function wantedBy(words: string[], environment: NodeJS.ProcessEnv): Wanted {
	const { values } = parsed(words);
	const schema = values.schema ?? (environment.MONITOR_DATABASE_SCHEMA || DEFAULT_SCHEMA);
	if (!SCHEMA_PATTERN.test(schema)) {
		throw new UsageError(
			'The schema may have lower-case letters, digits and underscores only, at most 48, and must not begin with a digit',
		);
	}
	const url = values.url ?? environment.MONITOR_DATABASE_URL ?? '';
	if (url !== '' && !(/^postgres(ql)?:\/\//.test(url) && URL.canParse(url))) {
		throw new UsageError('The URL must be like postgres://user:password@host:5432/database');
	}
	return {
		settings: url === '' ? null : { connectionString: url, schema },
		schema,
		print: values.print ?? false,
		help: values.help ?? false,
	};
}

/** Node's own messages repeat what was typed, which may be a URL with its password. */
function parsed(args: string[]) {
	try {
		return parseArgs({
			args,
			options: {
				url: { type: 'string' },
				schema: { type: 'string' },
				print: { type: 'boolean' },
				help: { type: 'boolean', short: 'h' },
			},
		});
	} catch {
		throw new UsageError('migrate knows --url <url>, --schema <name>, --print and --help only');
	}
}

function report(applied: number[], schema: string, io: Io): void {
	const names = MIGRATIONS.filter(({ version }) => applied.includes(version)).map(({ name }) => name);
	for (const name of names) io.out(`Applied ${name}\n`);
	if (names.length === 0) io.out(`Nothing was left to be done\n`);
	io.out(`The schema "${schema}" is ready\n`);
}

/** In words, never with the URL. */
function explained(error: unknown, settings: ConnectionSettings): string {
	if (error instanceof SchemaError) return error.message;
	const { reason, nextStep } = explainConnectionProblem(error, settings);
	return `${reason}. ${nextStep}`;
}
