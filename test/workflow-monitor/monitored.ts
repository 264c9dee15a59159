import { migrate } from '../../monitoring/store/migrate';
import { upsertExecutions } from '../../monitoring/store/write/upsert-executions';
import { upsertInstance } from '../../monitoring/store/write/upsert-instance';
import type { ExecutionRecord } from '../../monitoring/model/records';
import { createDatabase, type TestDatabase } from '../support/database';
import { executionRecord } from '../support/execution-records';

/** A database with the schema and one instance in it. */
export async function monitoredDatabase(instanceId = 'this-n8n'): Promise<TestDatabase> {
	const database = await createDatabase();
	const store = database.store();
	await migrate(store);
	await upsertInstance(store, { instanceId, n8nVersion: null, packageVersion: '0.1.0' });
	return database;
}

/** Stores executions of workflow "wf" by what is said of them; ids are 1, 2, … */
export async function storeExecutions(
	database: TestDatabase,
	executions: Array<Partial<ExecutionRecord>>,
	instanceId = 'this-n8n',
): Promise<void> {
	const rows = executions.map((each, index) =>
		executionRecord({ execution_id: String(index + 1), started_at: Date.now() - 10_000, ...each }),
	);
	await upsertExecutions(database.store(), instanceId, rows);
}

/** An execution that has ended after so many ms. */
export function ended(
	status: ExecutionRecord['status'],
	given: Partial<ExecutionRecord> & { took?: number } = {},
): Partial<ExecutionRecord> {
	const { took = 1_000, ...fields } = given;
	const started_at = fields.started_at ?? Date.now() - 10_000;
	return {
		status,
		started_at,
		finished_at: started_at + took,
		segment_times: { 0: took },
		...fields,
	};
}
