import { BUSY_KINDS } from '../../model/enums';
import type { Sql } from '../pool';
import { kindOf } from './counted';
import { recordedTime } from './recorded-time';

/** A workflow that should run and has not for a while. */
export interface QuietWorkflow {
	workflow_id: string;
	/** When its last execution started, ISO 8601. */
	last_started_at: string;
	/** Recorded ms since then. */
	quiet: number;
}

/** Among so many executions the last one of production is looked for; the rest are sub-workflows and runs by hand. */
const LOOKED_AT = 1_000;

/** Active workflows whose last production execution started a minute ago or more (workflow_executions_by_workflow). */
export async function findQuietWorkflows(sql: Sql, instanceId: string): Promise<QuietWorkflow[]> {
	const { rows } = await sql.query<QuietWorkflow>(
		`select
			w.workflow_id, last.started_at as last_started_at,
			${recordedTime(sql.schema, '$1', 'last.started_at', 'now()')} as quiet
		from ${sql.schema}.workflows w
		cross join lateral (
			select e.started_at
			from (
				select started_at, kind, mode
				from ${sql.schema}.workflow_executions
				where instance_id = $1 and workflow_id = w.workflow_id
				order by started_at desc
				limit ${LOOKED_AT}
			) as e
			where ${kindOf('e')} = any ($2::text[])
			order by e.started_at desc
			limit 1
		) as last
		where w.instance_id = $1 and w.active and not w.archived and last.started_at < now() - interval '1 minute'
		order by w.workflow_id`,
		[instanceId, BUSY_KINDS],
	);
	return rows;
}
