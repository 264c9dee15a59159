import type { Sql } from '../pool';
import { storableText } from './rows';

export interface InstanceRow {
	instanceId: string;
	n8nVersion: string | null;
	packageVersion: string;
	/** What it is called unless somebody has given it a name. */
	name?: string;
	/** Of n8n's own database; absent leaves what is there. */
	fingerprint?: string | null;
}

const NAME_MOST = 255;

/** Keeps the instance's row (primary key: instance_id); versions and the last sign of life are renewed. */
export async function upsertInstance(sql: Sql, instance: InstanceRow): Promise<void> {
	const { instanceId, n8nVersion, packageVersion, name, fingerprint } = instance;
	await sql.query(
		`insert into ${sql.schema}.instances as t (instance_id, n8n_version, package_version, name, host_fingerprint)
		values ($1, $2, $3, $4, $5)
		on conflict (instance_id) do update set
			n8n_version = coalesce(excluded.n8n_version, t.n8n_version),
			package_version = excluded.package_version,
			name = coalesce(t.name, excluded.name),
			host_fingerprint = coalesce(excluded.host_fingerprint, t.host_fingerprint),
			last_seen_at = now()`,
		[
			instanceId,
			n8nVersion,
			packageVersion,
			name === undefined ? null : storableText(name).slice(0, NAME_MOST),
			fingerprint ?? null,
		],
	);
}
