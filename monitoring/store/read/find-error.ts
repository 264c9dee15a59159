import type { Sql } from '../pool';
import { ERROR_COLUMNS, type ErrorRow } from './list-errors';

/** An error by its id (primary key: id, instance_id); null where there is none. */
export async function findError(sql: Sql, instanceId: string, id: string): Promise<ErrorRow | null> {
	const { rows } = await sql.query<ErrorRow>(
		`select ${ERROR_COLUMNS} from ${sql.schema}.workflow_errors_read where instance_id = $1 and id = $2`,
		[instanceId, id],
	);
	return rows[0] ?? null;
}
