import * as fc from 'fast-check';
import { compareRows, placeFromText, placeToText, type Place } from '../../monitoring/live/place';
import type { Written } from '../../monitoring/live/read-written';
import { RowStream, type RowSource } from '../../monitoring/live/row-stream';
import type { Wake } from '../../monitoring/store/listener';

interface Row {
	timestamp: string;
	id: string;
}

const START: Place = { database: 'db', from: '0:0:', at: '2026-01-01T00:00:00.000Z', to: null, toAt: null, after: null, upto: null, row: null };
const rowOf = (id: number): Row => ({ timestamp: START.at, id: String(id).padStart(6, '0') });

/** Rows by number; `after` of a place counts those that were read. Reads fail as often as is said. */
class Source implements RowSource<Row> {
	rows: Row[] = [];

	reads = 0;

	failures = 0;

	final = false;

	ended = false;

	wake: Wake = () => {};

	constructor(readonly size: number) {}

	async start(): Promise<Place> {
		return await Promise.resolve(START);
	}

	async read(place: Place): Promise<Written<Row>> {
		this.reads += 1;
		if (this.failures > 0) {
			this.failures -= 1;
			throw new Error('away');
		}
		const from = Number(place.after ?? 0);
		const rows = this.rows
			.slice(from, from + this.size)
			.map((row, index) => ({ row, place: { ...place, after: String(from + index + 1) } }));
		return await Promise.resolve({
			rows,
			place: rows.at(-1)?.place ?? place,
			caughtUp: from + rows.length === this.rows.length,
		});
	}

	async subscribe(wake: Wake): Promise<() => void> {
		this.wake = wake;
		return await Promise.resolve(() => (this.ended = true));
	}

	concerns(wrote: readonly string[]): boolean {
		return wrote.includes('logs');
	}

	explain(error: unknown) {
		return { error: error as Error, final: this.final };
	}

	add(...ids: number[]): void {
		this.rows.push(...ids.map(rowOf));
		this.wake({ instanceId: 'here', wrote: ['logs'] });
	}
}

const turn = async () => await new Promise((resolve) => setImmediate(resolve));

describe('a stream', () => {
	it('reads on only when what it has read was taken', async () => {
		const source = new Source(3);
		const stream = new RowStream<Row, 'log'>('log', source);
		source.add(...Array.from({ length: 30 }, (_, index) => index));
		await stream.ready;
		await turn();
		expect(source.reads).toBe(0);
		const loop = stream[Symbol.asyncIterator]();
		for (let taken = 1; taken <= 30; taken += 1) {
			expect((await loop.next()).value).toEqual(rowOf(taken - 1));
			await turn();
			expect(source.reads).toBeLessThanOrEqual(1 + Math.floor(taken / 3));
		}
		await stream.close();
		expect(source.ended).toBe(true);
	});

	it('gives listeners a cursor behind each row, and goes on over failures', async () => {
		const source = new Source(2);
		source.failures = 2;
		const stream = new RowStream<Row, 'log'>('log', source);
		const seen: Array<[string, string | null]> = [];
		const problems: string[] = [];
		stream.on('problem', ({ message }) => problems.push(message));
		stream.once('log', ({ id }) => problems.push(`once ${id}`));
		const done = new Promise<void>((resolve) => {
			stream.on('log', ({ id }, cursor) => {
				seen.push([id, placeFromText(cursor)?.after ?? null]);
				if (seen.length === 3) resolve();
			});
		});
		await stream.ready;
		source.add(1, 2, 3);
		await done;
		expect(seen).toEqual([['000001', '1'], ['000002', '2'], ['000003', '3']]);
		expect(problems).toEqual(['away', 'once 000001']);
		await stream.close();
	});

	it('takes what a listener throws for a problem, and tells the others', async () => {
		const source = new Source(5);
		const stream = new RowStream<Row, 'error'>('error', source);
		const problems: string[] = [];
		const seen: string[] = [];
		stream.on('problem', ({ message }) => problems.push(message));
		stream.on('error', () => {
			throw new Error('of the listener');
		});
		const listener = ({ id }: Row) => seen.push(id);
		stream.on('error', listener);
		await stream.ready;
		source.add(1);
		await turn();
		stream.off('error', listener);
		source.add(2);
		await turn();
		expect(seen).toEqual(['000001']);
		expect(problems).toEqual(['of the listener', 'of the listener']);
		await stream.close();
	});

	it('ends where going on is impossible: the loop is told why', async () => {
		const source = new Source(1);
		source.failures = 1;
		source.final = true;
		const stream = new RowStream<Row, 'log'>('log', source);
		let ended = 0;
		stream.on('problem', () => {}).on('end', () => (ended += 1));
		await expect(stream[Symbol.asyncIterator]().next()).rejects.toThrow('away');
		await stream.close();
		await stream.close();
		expect(ended).toBe(1);
	});

	it('ends a loop that waits, and one that begins after its end', async () => {
		const stream = new RowStream<Row, 'log'>('log', new Source(1));
		const next = stream[Symbol.asyncIterator]().next();
		expect(() => stream[Symbol.asyncIterator]()).toThrow('There is a loop over this stream already');
		await stream.close();
		expect(await next).toEqual({ done: true, value: undefined });
		const closed = new RowStream<Row, 'log'>('log', new Source(1));
		await closed.close();
		for await (const row of closed) throw new Error(row.id);
	});
});

describe('a place', () => {
	const xid = fc.bigInt({ min: 0n, max: 2n ** 63n }).map(String);
	const snapshot = fc.tuple(xid, xid, fc.array(xid, { maxLength: 4 })).map(([min, max, open]) => `${min}:${max}:${open.join(',')}`);
	const instant = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }).map((date) => date.toISOString());
	const nullable = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

	it('comes back from its text, and nothing comes from another', () => {
		const row = fc.record({ timestamp: instant, id: fc.string() });
		const place = fc.record({
			database: fc.string(), from: snapshot, at: instant, to: nullable(snapshot), toAt: nullable(instant),
			after: nullable(xid), upto: nullable(xid), row: nullable(row),
		});
		fc.assert(fc.property(place, (each) => expect(placeFromText(placeToText(each))).toEqual(each)));
		fc.assert(fc.property(fc.oneof(fc.string(), fc.json().map((text) => Buffer.from(text).toString('base64url'))), (text) => placeFromText(text) === null));
	});

	it('orders rows by time, then by id', () => {
		fc.assert(
			fc.property(fc.array(fc.record({ timestamp: instant, id: fc.string() })), (rows) => {
				const sorted = [...rows].sort(compareRows);
				for (let each = 1; each < sorted.length; each += 1) {
					const [a, b] = [sorted[each - 1], sorted[each]];
					expect(a.timestamp < b.timestamp || (a.timestamp === b.timestamp && a.id <= b.id)).toBe(true);
				}
			}),
		);
	});
});
