import { createHash } from 'node:crypto';
import { takeInShape, type KnownShape } from '../../model/known-shape';
import type { ShapeRecord } from '../../model/records';
import type { Sql } from '../pool';
import { currentShapes, type StoredShape } from '../read/current-shapes';
import { lockOutputs, textOfKey } from './lock-outputs';
import { storableText, type Stored } from './rows';
import { upsertShapes } from './upsert-shapes';

/** A batch that is sent twice holds no more of one output, as a rule. */
const TOLD_KEPT = 20;

/** What is told of an output, with the name of its place. */
type Told = Stored<ShapeRecord> & { node_key: string };

/**
 * Takes in what processes tell of the fields of nodes' outputs: a new row for each new shape, else the current one
 * is renewed. What has been taken in already is passed over, so that a batch that is sent twice counts once.
 */
export async function keepShapes(
	sql: Sql,
	instanceId: string,
	records: ReadonlyArray<Stored<ShapeRecord>>,
): Promise<void> {
	if (records.length === 0) return;
	const told = records.map((record): Told => ({ ...record, node_key: nodeKey(record) }));
	const outputs = new Map(told.map((each) => [textOfKey(each), each]));
	await lockOutputs(sql, instanceId, [...outputs.keys()]);
	const keys = [...outputs.values()].map(({ workflow_id, node_key, output_index, mode }) => ({
		workflow_id,
		node_key,
		output_index,
		mode,
	}));
	const current = new Map(
		(await currentShapes(sql, instanceId, keys)).map((row) => [textOfKey(row), row]),
	);
	const changed = new Map<string, StoredShape>();
	for (const each of told.sort((a, b) => a.timestamp - b.timestamp)) {
		const key = textOfKey(each);
		const before = current.get(key) ?? null;
		if (before?.last_told.includes(each.id)) continue;
		const row = follow(before, each);
		current.set(key, row);
		changed.set(`${key} ${row.revision}`, row);
	}
	if (changed.size > 0) await upsertShapes(sql, instanceId, [...changed.values()]);
}

function nodeKey({ node_id: id, node_name: name }: ShapeRecord): string {
	return storableText(id ?? name);
}

function follow(before: StoredShape | null, told: Told): StoredShape {
	const { shape, change } = takeInShape(before === null ? null : knownOf(before), told);
	const lists = {
		fields: [...shape.fields].sort(),
		optional_fields: [...shape.optional].sort(),
		always_empty: [...shape.empty].sort(),
		sometimes_empty: [...shape.sometimesEmpty].sort(),
		gone_fields: [...shape.gone],
		truncated: shape.truncated,
	};
	const last = {
		node_name: told.node_name,
		fingerprint: fingerprintOf(lists),
		...lists,
		last_told: [...(before?.last_told ?? []), told.id].slice(-TOLD_KEPT),
		last_seen_at: new Date(told.timestamp).toISOString(),
		last_execution_id: told.execution_id,
		last_version: told.workflow_version ?? before?.last_version ?? null,
	};
	if (before !== null && change !== 'new') {
		const seen = { runs_seen: before.runs_seen + told.runs };
		// Another process may have told of a later run before.
		if (before.last_seen_at <= last.last_seen_at) return { ...before, ...last, ...seen };
		const { last_seen_at, last_execution_id, last_version } = before;
		return { ...before, ...last, ...seen, last_seen_at, last_execution_id, last_version };
	}
	return {
		...last,
		id: told.id,
		workflow_id: told.workflow_id,
		node_key: told.node_key,
		node_id: told.node_id,
		output_index: told.output_index,
		mode: told.mode,
		revision: (before?.revision ?? 0) + 1,
		runs_seen: told.runs,
		first_seen_at: last.last_seen_at,
		first_execution_id: told.execution_id,
		first_version: last.last_version,
	};
}

/** Only the first shape is one that is still being learnt: all others come after the learning. */
function knownOf(row: StoredShape): KnownShape {
	return {
		fields: new Set(row.fields),
		optional: new Set(row.optional_fields),
		empty: new Set(row.always_empty),
		sometimesEmpty: new Set(row.sometimes_empty),
		gone: new Set(row.gone_fields),
		truncated: row.truncated,
		runs: row.revision > 1 ? Infinity : row.runs_seen,
	};
}

/** The same for the same fields in any order, those that hold nothing marked. */
function fingerprintOf({ fields, always_empty }: Pick<StoredShape, 'fields' | 'always_empty'>): string {
	return createHash('sha256').update(JSON.stringify([fields, always_empty])).digest('hex').slice(0, 32);
}
