import type { Sql } from '../pool';
import { isOfInstances, type Scope } from './page';

/** A workflow that has not run for longer than it usually pauses; `silent_since` is ISO 8601. */
export interface SilentWorkflow {
	instance_id: string;
	workflow_id: string;
	name: string | null;
	silent_since: string;
}

const AT_MOST = 100;

/** Those that `mark-silent-workflows` has found, the longest silent first (primary key); 100 at most. */
export async function listSilentWorkflows(sql: Sql, scope: Scope): Promise<SilentWorkflow[]> {
	const { rows } = await sql.query<SilentWorkflow>(
		`select instance_id, workflow_id, name, silent_since
		from ${sql.schema}.workflows
		where ${isOfInstances(scope, 'instance_id', '$1')}
			and ($2::text is null or workflow_id = $2)
			and silent_since is not null and active and not archived
		order by silent_since, workflow_id
		limit ${AT_MOST}`,
		[scope.instanceId, scope.workflowId],
	);
	return rows;
}
