import { ERROR_GROUP_COLUMNS, type ErrorGroupRow } from '../read/list-error-groups';
import type { Sql } from '../pool';
import { storableText } from './rows';

/** What somebody does with a group of errors. */
export type ErrorGroupAction =
	| { action: 'resolve'; inNextVersion: boolean }
	| { action: 'reopen' }
	/** Until a time (ISO 8601), until so many more errors, or until somebody reopens it. */
	| { action: 'ignore'; until: string | null; occurrences: number | null }
	| { action: 'assign'; to: string | null }
	| { action: 'note' };

const DONE: Record<ErrorGroupAction['action'], string> = {
	resolve: 'resolved',
	reopen: 'reopened',
	ignore: 'ignored',
	assign: 'assigned',
	note: 'noted',
};

const NOT_IGNORED = 'ignored_until = null, ignored_until_count = null';
const NOT_RETURNED = 'regressed_at = null, regressed_after = null, regressed_version = null';

/** For each action what it sets, and where there is nothing to do any more. $5 is its note, $4 who does it. */
function statementOf(
	sql: Sql,
	change: ErrorGroupAction,
): { set: string; already: string; more: unknown[] } {
	switch (change.action) {
		case 'resolve':
			return {
				// A host's clock may be ahead of this one: all that is known of the group is resolved with it.
				set: `status = 'resolved', resolved_at = now(), resolved_by = $4, resolution_notes = $5,
					resolved_until = greatest(now(), b.last_seen_at), in_next_version = $6::boolean,
					resolved_version = coalesce((
						select w.workflow_version from ${sql.schema}.workflows w
						where w.instance_id = b.instance_id and w.workflow_id = b.workflow_id
					), b.last_version), ${NOT_IGNORED}, ${NOT_RETURNED}`,
				already: `b.status = 'resolved' and b.in_next_version = $6::boolean`,
				more: [change.inNextVersion],
			};
		case 'reopen':
			return {
				set: `status = 'open', resolved_until = null, in_next_version = false, ${NOT_IGNORED},
					${NOT_RETURNED}`,
				already: `b.status = 'open' and b.resolved_until is null`,
				more: [],
			};
		case 'ignore':
			return {
				set: `status = 'ignored', ignored_until = $6::timestamptz,
					ignored_until_count = b.occurrences + $7::bigint`,
				already: `b.status = 'ignored' and b.ignored_until is not distinct from $6::timestamptz
					and b.ignored_until_count is not distinct from b.occurrences + $7::bigint`,
				more: [change.until, change.occurrences],
			};
		case 'assign':
			return {
				set: 'assigned_to = $6',
				already: 'b.assigned_to is not distinct from $6',
				more: [storable(change.to)],
			};
		case 'note':
			return { set: 'updated_at = now()', already: 'false', more: [] };
	}
}

/**
 * Changes a group and notes it in its history, in one statement. Done once more it changes nothing.
 *
 * @returns the group as it stands now; null where there is none
 */
export async function changeErrorGroup(
	sql: Sql,
	instanceId: string,
	groupId: string,
	change: ErrorGroupAction,
	{ by, note }: { by: string | null; note: string | null },
): Promise<ErrorGroupRow | null> {
	const { set, already, more } = statementOf(sql, change);
	const details = change.action === 'assign' ? `jsonb_build_object('assigned_to', $6::text)` : `'{}'::jsonb`;
	const { rows } = await sql.query<ErrorGroupRow>(
		`with b as (
			select * from ${sql.schema}.error_groups where instance_id = $1 and group_id = $2 for update
		), changed as (
			update ${sql.schema}.error_groups g
			set ${set}
			from b
			where g.instance_id = b.instance_id and g.group_id = b.group_id and not (${already})
			returning g.*
		), noted as (
			insert into ${sql.schema}.error_group_history (
				id, instance_id, group_id, action, by_whom, note, details, timestamp
			)
			select gen_random_uuid(), $1, group_id, $3, $4, $5, ${details}, clock_timestamp() from changed
		)
		select ${ERROR_GROUP_COLUMNS} from (
			select * from changed union all select * from b where not exists (select from changed)
		) as g`,
		[instanceId, groupId, DONE[change.action], storable(by), storable(note), ...more],
	);
	return rows[0] ?? null;
}

function storable(text: string | null): string | null {
	return text === null ? null : storableText(text);
}
