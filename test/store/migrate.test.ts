import {
	ALERT_SEVERITIES,
	ALERT_TYPES,
	END_REASONS,
	ERROR_SEVERITIES,
	ERROR_TYPES,
	EXECUTION_KINDS,
	EXECUTION_STATUSES,
	LOG_LEVELS,
	METRIC_TYPES,
} from '../../monitoring/model/enums';
import { migrate, SchemaError, schemaState } from '../../monitoring/store/migrate';
import { MIGRATIONS } from '../../monitoring/store/migrations';
import { createDatabase, type TestDatabase } from '../support/database';

describe('migrate', () => {
	let database: TestDatabase;

	beforeEach(async () => {
		database = await createDatabase();
	});

	afterEach(async () => {
		await database.drop();
	});

	it('lets twenty processes that start at once make one schema', async () => {
		const stores = Array.from({ length: 20 }, () => database.store({ max: 1 }));
		const applied = await Promise.all(stores.map(async (store) => await migrate(store)));
		expect(applied.flat().sort()).toEqual(MIGRATIONS.map(({ version }) => version));
		const ledger = await database.sql('select version, name from monitoring.migrations order by version');
		expect(ledger).toEqual(MIGRATIONS.map(({ version, name }) => ({ version, name })));
		expect(await database.sql('select count(*)::int as rows from monitoring.settings')).toEqual([{ rows: 1 }]);
	});

	it('changes nothing when it is called again', async () => {
		const store = database.store();
		await migrate(store);
		const before = await database.sql('select * from monitoring.settings');
		expect(await migrate(store)).toEqual([]);
		expect(await database.sql('select * from monitoring.settings')).toEqual(before);
	});

	it('stops at an edited migration, says so and changes nothing', async () => {
		const store = database.store();
		await migrate(store);
		const edited = MIGRATIONS.map((each) => ({ ...each, checksum: 'f'.repeat(64) }));
		await expect(migrate(store, edited)).rejects.toMatchObject({ name: 'SchemaError', kind: 'edited' });
		await expect(migrate(store, edited)).rejects.toThrow(/0001_core differs/);
	});

	it('stops at a schema that is newer than the package and changes nothing', async () => {
		const store = database.store();
		await migrate(store);
		await database.sql(
			"insert into monitoring.migrations (version, name, checksum, min_writer, min_reader) values (99, 'later', 'x', 99, 99)",
		);
		await expect(migrate(store)).rejects.toThrow(SchemaError);
		await expect(migrate(store)).rejects.toThrow(/Update the package/);
		expect(await schemaState(store)).toBe('newer');
	});

	it('tells a missing schema from a current one without making it', async () => {
		const store = database.store();
		expect(await schemaState(store)).toBe('missing');
		expect(await database.sql("select 1 from pg_namespace where nspname = 'monitoring'")).toEqual([]);
		await migrate(store);
		expect(await schemaState(store)).toBe('current');
	});

	it('works in a schema that somebody else has made for a role without the right to create one', async () => {
		await database.sql('create role plain_monitor login password \'plain\'').catch(() => []);
		await database.sql('create schema monitoring authorization plain_monitor');
		const url = new URL(database.url);
		url.username = 'plain_monitor';
		url.password = 'plain';
		const { Store } = await import('../../monitoring/store/pool');
		const store = new Store({ connectionString: url.href, schema: 'monitoring' });
		try {
			expect(await migrate(store)).toEqual(MIGRATIONS.map(({ version }) => version));
		} finally {
			await store.end();
		}
	});

	it('has the closed lists of the code as its native types', async () => {
		await migrate(database.store());
		const rows = await database.sql<{ name: string; labels: string[] }>(`
			select t.typname as name, array_agg(e.enumlabel::text order by e.enumsortorder) as labels
			from pg_type t join pg_enum e on e.enumtypid = t.oid
			join pg_namespace n on n.oid = t.typnamespace
			where n.nspname = 'monitoring' group by 1`);
		expect(Object.fromEntries(rows.map(({ name, labels }) => [name, labels]))).toEqual({
			log_level: [...LOG_LEVELS],
			error_type: [...ERROR_TYPES],
			error_severity: [...ERROR_SEVERITIES],
			execution_kind: [...EXECUTION_KINDS],
			alert_type: [...ALERT_TYPES],
			alert_severity: [...ALERT_SEVERITIES],
			execution_status: [...EXECUTION_STATUSES],
			end_reason: [...END_REASONS],
			metric_type: [...METRIC_TYPES],
		});
	});

	it("has every column of the specification's four tables with its type", async () => {
		await migrate(database.store());
		const rows = await database.sql<{ table_name: string; column_name: string; type: string }>(`
			select c.relname as table_name, a.attname as column_name, format_type(a.atttypid, a.atttypmod) as type
			from pg_attribute a join pg_class c on c.oid = a.attrelid
			join pg_namespace n on n.oid = c.relnamespace
			where n.nspname = 'monitoring' and a.attnum > 0 and c.relkind in ('r', 'p')`);
		const typeOf = new Map(
			rows.map(({ table_name, column_name, type }) => [`${table_name}.${column_name}`, type]),
		);
		for (const [table, columns] of Object.entries(SPECIFICATION)) {
			for (const [column, type] of Object.entries(columns)) {
				expect([table, column, typeOf.get(`${table}.${column}`)]).toEqual([table, column, type]);
			}
		}
	});
});

const TEXT_255 = 'character varying(255)';
const INSTANT = 'timestamp with time zone';
const SPECIFICATION = {
	workflow_execution_logs: {
		id: 'uuid',
		workflow_id: TEXT_255,
		execution_id: TEXT_255,
		log_level: 'monitoring.log_level',
		message: 'text',
		timestamp: INSTANT,
		node_id: TEXT_255,
		node_name: TEXT_255,
		step_number: 'integer',
		duration: 'integer',
		metadata: 'jsonb',
	},
	workflow_errors: {
		id: 'uuid',
		workflow_id: TEXT_255,
		execution_id: TEXT_255,
		error_type: 'monitoring.error_type',
		error_code: 'character varying(100)',
		error_message: 'text',
		error_stack: 'text',
		severity: 'monitoring.error_severity',
		resolved: 'boolean',
		resolution_notes: 'text',
		resolved_at: INSTANT,
		resolved_by: TEXT_255,
	},
	workflow_performance_metrics: {
		id: 'uuid',
		workflow_id: TEXT_255,
		execution_id: TEXT_255,
		total_duration: 'integer',
		node_count: 'integer',
		successful_nodes: 'integer',
		failed_nodes: 'integer',
		memory_peak: 'bigint',
		memory_average: 'bigint',
		cpu_peak: 'numeric(5,2)',
		cpu_average: 'numeric(5,2)',
		network_requests: 'integer',
		network_data_transferred: 'bigint',
		throughput: 'numeric(10,2)',
		bottleneck_nodes: 'text[]',
	},
	monitoring_alerts: {
		id: 'uuid',
		workflow_id: TEXT_255,
		alert_type: 'monitoring.alert_type',
		severity: 'monitoring.alert_severity',
		title: TEXT_255,
		description: 'text',
		acknowledged: 'boolean',
		acknowledged_by: TEXT_255,
		acknowledged_at: INSTANT,
		resolved: 'boolean',
		resolved_at: INSTANT,
		resolved_by: TEXT_255,
	},
};
