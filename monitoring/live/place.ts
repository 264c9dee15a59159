/**
 * Where a stream stands: all that was committed before the snapshot `from` has been seen, and of what came until
 * `to` the flushes up to `after`; of the flushes after that, up to `upto`, the rows up to `row`.
 */
export interface Place {
	/** The database's own id: its snapshots mean nothing to another one. */
	database: string;
	from: string;
	/** When `from` was taken by the server's clock; ISO 8601. */
	at: string;
	to: string | null;
	/** When `to` was taken. */
	toAt: string | null;
	after: string | null;
	upto: string | null;
	row: RowKey | null;
}

/** The order of rows within some flushes. */
export interface RowKey {
	timestamp: string;
	id: string;
}

/** A place cannot be gone on from. */
export class PlaceError extends Error {
	readonly why: 'foreign' | 'too_old';

	constructor(why: PlaceError['why']) {
		super(why);
		this.why = why;
	}
}

const XID = /^\d{1,20}$/;
const SNAPSHOT = /^\d{1,20}:\d{1,20}:(\d{1,20}(,\d{1,20})*)?$/;

/** The place as a text that a caller keeps. */
export function placeToText(place: Place): string {
	return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Null where the text is none of ours. */
export function placeFromText(text: string): Place | null {
	try {
		const { database, from, at, to, toAt, after, upto, row } = JSON.parse(
			Buffer.from(text, 'base64url').toString(),
		) as Partial<Record<keyof Place, unknown>>;
		const given = [
			[from, SNAPSHOT],
			[to ?? from, SNAPSHOT],
			[after ?? '0', XID],
			[upto ?? '0', XID],
		] as const;
		if (!given.every(([value, pattern]) => typeof value === 'string' && pattern.test(value))) return null;
		if (typeof database !== 'string' || !isInstant(at) || !(toAt === null || isInstant(toAt))) return null;
		if (!(row === null || isRowKey(row))) return null;
		return { database, from, at, to, toAt, after, upto, row } as Place;
	} catch {
		return null;
	}
}

/** Negative where `a` comes before `b`. */
export function compareRows(a: RowKey, b: RowKey): number {
	if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1;
	return a.id === b.id ? 0 : a.id < b.id ? -1 : 1;
}

function isInstant(value: unknown): value is string {
	return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isRowKey(value: unknown): boolean {
	const { timestamp, id } = Object(value) as Record<string, unknown>;
	return isInstant(timestamp) && typeof id === 'string';
}
