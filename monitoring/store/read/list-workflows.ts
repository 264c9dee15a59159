import type { Sql } from '../pool';

export interface KnownWorkflow {
	workflow_id: string;
	name: string | null;
}

/** Workflows that were recorded, by name (primary key). `search` is found in name or id, in any case. */
export async function listRecordedWorkflows(
	sql: Sql,
	instanceId: string,
	search: string | null,
	{ limit, offset }: { limit: number; offset: number },
): Promise<KnownWorkflow[]> {
	const { rows } = await sql.query<KnownWorkflow>(
		`select workflow_id, name
		from ${sql.schema}.workflows
		where instance_id = $1
			and ($2::text is null or name ilike $2 or workflow_id ilike $2)
		order by name nulls last, workflow_id
		limit $3 offset $4`,
		[instanceId, search === null ? null : `%${search.replace(/[\\%_]/g, '\\$&')}%`, limit, offset],
	);
	return rows;
}
