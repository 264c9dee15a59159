import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import * as fc from 'fast-check';
import { ShapeStream, type ToldShape } from '../../monitoring/capture/shape-stream';
import { ShapeWalk } from '../../monitoring/capture/shape-walk';
import { takeInShape, type KnownShape } from '../../monitoring/model/known-shape';

const item = (json: unknown, files: string[] = []): INodeExecutionData => ({
	json: json as IDataObject,
	...(files.length > 0 && { binary: Object.fromEntries(files.map((file) => [file, {} as IBinaryData])) }),
});

/** Names with `?` where an item lacks it and `-` where nothing holds it. */
function walked(...items: INodeExecutionData[]): string {
	const walk = new ShapeWalk();
	for (const each of items) walk.item(each);
	return said(walk.shape);
}

function said({ fields, partial, empty, truncated }: Omit<ToldShape, 'runs' | 'at'>): string {
	const marks = (field: string) => `${field}${partial.includes(field) ? '?' : ''}${empty.includes(field) ? '-' : ''}`;
	return [...fields.map(marks), ...(truncated ? ['…'] : [])].join(' ');
}

const keyed = (count: number, key: (index: number) => string = (index) => `key${index}`) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [key(index), index]));

describe('the fields of items', () => {
	it.each<[string, INodeExecutionData[], string]>([
		['plain ones', [item({ b: 1, a: 'x' })], 'a b'],
		['nothing in them', [item({ a: null, b: undefined, c: '', d: [], e: {}, f: 0, g: false })], 'a- b- c- d- e- f g'],
		['filled in one item', [item({ a: null }), item({ a: 1 })], 'a'],
		['missing in one item', [item({ a: 1, b: 1 }), item({ a: 1 })], 'a b?'],
		['within an object', [item({ o: { x: 1, y: null, z: { deep: 1 } } })], 'o o.x o.y- o.z'],
		['within a list of objects', [item({ l: [{ x: 1 }, { x: 2, y: 1 }] })], 'l l[].x l[].y?'],
		['a list of values', [item({ l: [1, 2] })], 'l'],
		['an object that is missing marks nothing within', [item({ o: { x: 1 } }), item({})], 'o o.x'],
		['a date', [item({ d: new Date(0) })], 'd'],
		['files', [item({ a: 1 }, ['data']), item({ a: 1 })], 'a binary.data?'],
		['keyed by ids', [item({ u: { 'f47ac10b-58cc-4372-a567-0e02b2c3d479': 1, '6ba7b810-9dad-11d1-80b4-00c04fd430c8': 2 } })], 'u u.{id}'],
		['keyed by whatever', [item({ u: keyed(51) })], 'u u.*'],
		['no object', [item(null), item('text')], ''],
	])('%s', (_, items, expected) => {
		expect(walked(...items)).toBe(expected);
	});

	it('are so many at most', () => {
		const wide = walked(item(keyed(500)));
		expect(wide.split(' ')).toHaveLength(101);
		expect(wide).toContain('…');
	});

	it('never hold a value', () => {
		fc.assert(fc.property(fc.jsonValue(), (value) => {
			const marked = JSON.parse(JSON.stringify({ a: value, b: [{ c: value }] }), (_, each: unknown) =>
				typeof each === 'string' || typeof each === 'number' ? 'ThisIsAValue' : each) as IDataObject;
			expect(JSON.stringify(new ShapeStream().look([item(marked)], 1_000, () => true))).not.toContain('ThisIsAValue');
		}));
	});
});

describe('a stream of runs', () => {
	const SECOND = 1_000;

	/** What is told of runs that come one a second. */
	function told(...runs: INodeExecutionData[][]): Array<string | null> {
		const stream = new ShapeStream();
		return runs.map((items, index) => {
			const shape = stream.look(items, (index + 1) * SECOND, (each) => each.error === undefined);
			return shape === null ? null : said(shape);
		});
	}

	const steady = [item({ id: 1, mail: 'a' }), item({ id: 2, mail: 'b' })];

	it('is told while it is learnt, and when something changes', () => {
		expect(told(steady, steady, steady, steady, [item({ id: 1, mail: null })], [item({ id: 3, mail: '' })], [item({ id: 1 })], [item({ id: 1 })], steady)).toEqual(
			['id mail', 'id mail', 'id mail', null, 'id mail-', null, 'id', null, 'id mail'],
		);
	});

	it('tells nothing of runs without fields, and of items that say an error', () => {
		const error = { json: { error: 'x' }, error: new Error('x') } as unknown as INodeExecutionData;
		expect(told(steady, steady, steady, [item({})], [error], [...steady, error], [])).toEqual(['id mail', 'id mail', 'id mail', null, null, null, null]);
	});

	it('sees a key that only a later item or an inner object lacks', () => {
		const nested = (...keys: string[]) => item({ o: Object.fromEntries(keys.map((key) => [key, 1])), l: [{ a: 1 }, Object.fromEntries(keys.map((key) => [key, 1]))] });
		const whole = [nested('x', 'y'), nested('x', 'y')];
		expect(told(whole, whole, whole, whole, [nested('x', 'y'), nested('x')], [nested('x')]).slice(3)).toEqual([null, 'l l[].a? l[].x? l[].y? o o.x o.y?', null]);
	});

	it('is told again every five minutes with the runs meanwhile', () => {
		const stream = new ShapeStream();
		const runs: Array<number | undefined> = [];
		for (let second = 1; second <= 700; second++) runs.push(stream.look(steady, second * SECOND, () => true)?.runs);
		expect(runs.filter((count) => count !== undefined)).toEqual([1, 1, 1, 300, 300]);
	});

	it('tells apart what falls into one ms', () => {
		const stream = new ShapeStream();
		const times = [steady, steady, [item({ id: 1 })], [item({ other: 1 })]].map((items) => stream.look(items, SECOND, () => true)?.at);
		expect(times).toEqual([1_000, 1_001, 1_002, 1_003]);
	});

	it('walks through items that are never twice the same only now and then', () => {
		const stream = new ShapeStream();
		let reads = 0;
		const odd = (index: number) => item(new Proxy({ [`f47ac10b-58cc-4372-a567-${String(index).padStart(12, '0')}`]: 1 }, {
			get: (target, key) => ((reads += 1), Reflect.get(target, key)),
		}));
		for (let ms = 0; ms < 1_000; ms++) stream.look([odd(ms)], 5_000 + ms, () => true);
		expect(reads).toBeLessThan(30);
	});

	it('tells just what is news to somebody who walks through every run', () => {
		const value = fc.constantFrom<unknown>(1, 'x', null, '', [], {}, { x: 1 }, { y: null }, [{ x: 1 }], [{ x: '' }, { y: 2 }], [1]);
		const json = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c'), value), { selector: ([key]) => key, maxLength: 3 }).map((fields) => Object.fromEntries(fields));
		fc.assert(fc.property(fc.array(fc.array(json, { minLength: 1, maxLength: 4 }), { maxLength: 60 }), (runs) => {
			const stream = new ShapeStream();
			let known: KnownShape | null = null;
			for (const [index, run] of runs.entries()) {
				const items = run.map((each) => item(each));
				const walk = new ShapeWalk();
				const any = items.filter((each) => walk.item(each)).length > 0;
				const shape = stream.look(items, (index + 1) * SECOND, () => true);
				if (!any) {
					expect(shape).toBeNull();
					continue;
				}
				const { shape: next, change }: ReturnType<typeof takeInShape> = takeInShape(known, walk.shape);
				known = { ...next, runs: next.runs + 1 };
				expect(shape === null ? null : said(shape)).toBe(change === 'none' ? null : said(walk.shape));
			}
		}));
	});
});
