import type { Sql } from '../pool';
import { isOfInstances, type Scope } from './page';

/** What the processes of n8n that record here say in sum. */
export interface ProcessSigns {
	/** How many have been seen in the last days. */
	known: number;
	/** Those whose lease has not run out, by this server's clock. */
	alive: number;
	/** Living ones in which capture has switched itself off. */
	off: number;
	/** Those whose lease ran out within the last hour. */
	lost: number;
	/** When one of them dropped a record, or had one refused, within the last hour; ISO 8601. */
	last_loss_at: string | null;
}

/** A handful of rows (primary key: instance_id, process_id). */
export async function processSigns(
	sql: Sql,
	scope: Pick<Scope, 'instanceId'>,
): Promise<ProcessSigns> {
	const { rows } = await sql.query<ProcessSigns>(
		`select
			count(*) as known,
			count(*) filter (where lease_until > now() and ended_at is null) as alive,
			count(*) filter (where lease_until > now() and ended_at is null and state = 'capture_off') as off,
			count(*) filter (where lease_until <= now() and lease_until > now() - interval '1 hour'
				and (ended_at is null or end_reason = 'process_lost')) as lost,
			max(lost_at) filter (where lost_at > now() - interval '1 hour') as last_loss_at
		from ${sql.schema}.processes
		cross join lateral (select (counters ->> 'last_loss_at')::timestamptz as lost_at) as losses
		where ${isOfInstances(scope, 'instance_id', '$1')}`,
		[scope.instanceId],
	);
	return rows[0];
}
