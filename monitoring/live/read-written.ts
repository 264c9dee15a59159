import type { Sql } from '../store/pool';
import { databaseId } from '../store/read/database-id';
import { listWrites, takeSnapshot, type WriteNote, type WrittenKind, type Writes } from '../store/read/list-writes';
import type { Scope } from '../store/read/page';
import { WRITES_KEPT_HOURS } from '../store/write/remove-old-writes';
import { compareRows, PlaceError, type Place, type RowKey } from './place';

const NOTES_AT_ONCE = 100;
const IDS_AT_ONCE = 500;
const HOUR = 3_600_000;

/** Some rows in their order, each with the place behind it. */
export interface Written<Row> {
	rows: Array<{ row: Row; place: Place }>;
	/** The place behind all of them. */
	place: Place;
	/** Nothing more had been committed when this was read. */
	caughtUp: boolean;
}

export interface Reading<Row extends RowKey> {
	kind: WrittenKind;
	scope: Pick<Scope, 'instanceId'>;
	/** The rows of these flushes, in any order. */
	rows(sql: Sql, notes: WriteNote[]): Promise<Row[]>;
}

/** The place of now: what is committed from now on comes behind it. */
export async function placeOfNow(sql: Sql): Promise<Place> {
	const database = await databaseId(sql);
	const { snapshot, at } = await takeSnapshot(sql);
	return standing(database, snapshot, at);
}

/** @throws PlaceError where the place is of another database */
export async function checkPlace(sql: Sql, place: Place): Promise<Place> {
	if ((await databaseId(sql)) !== place.database) throw new PlaceError('foreign');
	return place;
}

/**
 * The next rows behind a place, of 500 written ones at most unless one flush has more.
 *
 * @throws PlaceError where what came next is not known any more, or the place is ahead of this database
 */
export async function readWritten<Row extends RowKey>(
	sql: Sql,
	{ kind, scope, rows }: Reading<Row>,
	place: Place,
): Promise<Written<Row>> {
	const writes = await listWrites(sql, scope, kind, place, place.upto === null ? NOTES_AT_ONCE : null);
	checkAge(place, writes);
	const to = place.to ?? writes.snapshot;
	const toAt = place.toAt ?? writes.at;
	const notes = place.upto === null ? firstOf(writes.notes) : writes.notes;
	const upto = place.upto ?? notes[notes.length - 1]?.xid ?? null;
	if (upto === null) {
		return { rows: [], place: standing(place.database, to, toAt), caughtUp: place.to === null };
	}
	const within: Place = { ...place, to, toAt, upto };
	const found = (await rows(sql, notes))
		.filter((row) => place.row === null || compareRows(row, place.row) > 0)
		.sort(compareRows)
		.map((row): { row: Row; place: Place } => ({
			row,
			place: { ...within, row: { timestamp: row.timestamp, id: row.id } },
		}));
	const behind: Place = { ...within, after: upto, upto: null, row: null };
	if (found.length > 0) found[found.length - 1].place = behind;
	return { rows: found, place: behind, caughtUp: false };
}

function standing(database: string, from: string, at: string): Place {
	return { database, from, at, to: null, toAt: null, after: null, upto: null, row: null };
}

function firstOf(notes: readonly WriteNote[]): WriteNote[] {
	let ids = 0;
	const end = notes.findIndex((note) => (ids += note.ids.length) > IDS_AT_ONCE);
	return notes.slice(0, end === -1 ? notes.length : Math.max(1, end));
}

/** A database that was restored from a copy may be behind what this one has been. */
function checkAge({ from, at }: Place, { snapshot, at: now }: Writes): void {
	if (lastOf(from) > lastOf(snapshot)) throw new PlaceError('foreign');
	if (Date.parse(now) - Date.parse(at) > WRITES_KEPT_HOURS * HOUR) throw new PlaceError('too_old');
}

function lastOf(snapshot: string): bigint {
	return BigInt(snapshot.split(':')[1]);
}
