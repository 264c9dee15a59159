import { hintChannel, type Hint } from '../hints';
import type { Store } from '../pool';

/**
 * Sends a hint if anybody listens (primary key of `listeners`: a handful of rows); a transaction of its own, since
 * a commit with a NOTIFY in it waits for all others that have one.
 *
 * @returns whether anybody does
 */
export async function sendHint(store: Store, hint: Hint): Promise<boolean> {
	const { rowCount } = await store.query(
		`select pg_notify($1, $2)
		from (select) as one
		where exists (
			select from ${store.schema}.listeners where instance_id in ($3, '*') and lease_until > now()
		)`,
		[hintChannel(store.schemaName), JSON.stringify(hint), hint.instanceId],
	);
	return rowCount > 0;
}
