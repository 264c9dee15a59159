import type { Sql } from '../pool';

/** Keeps the instance's row (primary key: instance_id); versions and the last sign of life are renewed. */
export async function upsertInstance(
	sql: Sql,
	instance: { instanceId: string; n8nVersion: string | null; packageVersion: string },
): Promise<void> {
	await sql.query(
		`insert into ${sql.schema}.instances as t (instance_id, n8n_version, package_version)
		values ($1, $2, $3)
		on conflict (instance_id) do update set
			n8n_version = coalesce(excluded.n8n_version, t.n8n_version),
			package_version = excluded.package_version,
			last_seen_at = now()`,
		[instance.instanceId, instance.n8nVersion, instance.packageVersion],
	);
}
