import type { Sql } from '../pool';
import { isOfKinds } from './counted';
import { isOfInstances, type OfKinds, type Scope, type Span } from './page';

/** What ended by itself: the outcomes that figures of time and failure are about. */
const RAN = "('succeeded', 'succeeded_with_errors', 'failed')";

export interface BusyWorkflow {
	instance_id: string;
	workflow_id: string;
	workflow_name: string | null;
	/** How many ended by themselves. */
	executions: number;
	/** ms without waiting of all of them. */
	active_duration: number;
	/** Node runs of all of them. */
	node_runs: number;
}

export type ExecutionsOf = Scope & Span & OfKinds;

/** Executions that started in the span; `e` is their alias. Takes $1 to $5, see `executionsOf`. */
export function isMeant(filter: Pick<Scope, 'instanceId'>): string {
	return `${isOfInstances(filter, 'e.instance_id', '$1')}
			and ($2::text is null or e.workflow_id = $2)
			and ($3::timestamptz is null or e.started_at >= $3)
			and ($4::timestamptz is null or e.started_at < $4)
			and e.outcome in ${RAN} and ${isOfKinds('e', '$5')}`;
}

export function executionsOf({ instanceId, workflowId, start, end, kinds }: ExecutionsOf): unknown[] {
	return [instanceId, workflowId, start, end, kinds];
}

/** The workflows that took the most time (workflow_executions_by_start, or …_by_workflow for one workflow). */
export async function listBusyWorkflows(
	sql: Sql,
	filter: ExecutionsOf,
	limit: number,
): Promise<BusyWorkflow[]> {
	const { rows } = await sql.query<BusyWorkflow>(
		`select busy.*, w.name as workflow_name
		from (
			select
				e.instance_id, e.workflow_id, count(*) as executions,
				coalesce(sum(e.active_duration), 0) as active_duration, coalesce(sum(e.node_runs), 0) as node_runs
			from ${sql.schema}.workflow_executions e
			where ${isMeant(filter)}
			group by e.instance_id, e.workflow_id
			order by active_duration desc, executions desc, e.workflow_id
			limit $6
		) as busy
		left join ${sql.schema}.workflows w on w.instance_id = busy.instance_id and w.workflow_id = busy.workflow_id
		order by busy.active_duration desc, busy.executions desc, busy.workflow_id`,
		[...executionsOf(filter), limit],
	);
	return rows;
}
