import type { Sql, Store } from '../pool';
import { upsertInstance, type InstanceRow } from './upsert-instance';

/**
 * Finds the id under which an n8n records (primary key: instance_id) and renews its row. An id that belongs to
 * the database of another n8n already, as that of the original does in a copy, is followed by a number: `…~2`.
 * Without a fingerprint the id is taken as it is.
 *
 * @returns the id to record under
 */
export async function claimInstance(store: Store, instance: InstanceRow): Promise<string> {
	return await store.transaction(async (sql) => {
		// Two installations that come at once must not both find a number free.
		await sql.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
			`n8n-nodes-monitor instance ${store.schemaName} ${instance.instanceId}`,
		]);
		const instanceId = await ownId(sql, instance);
		await upsertInstance(sql, { ...instance, instanceId });
		return instanceId;
	});
}

async function ownId(sql: Sql, { instanceId, fingerprint }: InstanceRow): Promise<string> {
	if (fingerprint === undefined || fingerprint === null) return instanceId;
	const { rows } = await sql.query<{ instance_id: string; host_fingerprint: string | null }>(
		`select instance_id, host_fingerprint
		from ${sql.schema}.instances
		where instance_id = $1 or left(instance_id, length($1) + 1) = $1 || '~'
		order by instance_id`,
		[instanceId],
	);
	const own = rows.find(({ host_fingerprint }) => host_fingerprint === fingerprint);
	if (own !== undefined) return own.instance_id;
	const taken = new Map(rows.map((row) => [row.instance_id, row.host_fingerprint]));
	// A row without a fingerprint is nobody's yet.
	if ((taken.get(instanceId) ?? null) === null) return instanceId;
	let number = 2;
	while (taken.has(`${instanceId}~${number}`)) number += 1;
	return `${instanceId}~${number}`;
}
