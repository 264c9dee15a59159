import type { Sql } from '../pool';

/** Renews the leases of a listener for these instances (primary key), and removes those that ran out long ago. */
export async function keepListener(
	sql: Sql,
	listenerId: string,
	instanceIds: readonly string[],
	leaseMs: number,
): Promise<void> {
	await sql.query(
		`with gone as (
			delete from ${sql.schema}.listeners as l
			using (
				select listener_id, instance_id from ${sql.schema}.listeners
				where lease_until < now() - interval '1 minute' and listener_id <> $1
				order by listener_id, instance_id
				for update skip locked
			) as old
			where l.listener_id = old.listener_id and l.instance_id = old.instance_id
		)
		insert into ${sql.schema}.listeners (listener_id, instance_id, lease_until)
		select $1, instance_id, now() + $3::double precision * interval '1 millisecond'
		from unnest($2::text[]) as i (instance_id)
		on conflict (listener_id, instance_id) do update set lease_until = excluded.lease_until`,
		[listenerId, instanceIds, leaseMs],
	);
}
