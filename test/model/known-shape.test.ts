import * as fc from 'fast-check';
import { outerField, takeInShape, type KnownShape, type SeenShape, type ShapeChange } from '../../monitoring/model/known-shape';

/** `a b? c- [d]`: has a; b in some items only; c holds nothing; after `!` there were more names than are kept. */
function seen(text: string): SeenShape {
	const words = text.split(' ').filter((word) => word !== '' && word !== '!');
	const name = (word: string) => word.replace(/[?-]$/, '');
	return {
		fields: words.map(name),
		partial: words.filter((word) => word.endsWith('?')).map(name),
		empty: words.filter((word) => word.endsWith('-')).map(name),
		truncated: text.includes('!'),
	};
}

function say({ fields, optional, empty }: KnownShape): string {
	const marks = (field: string) => `${field}${optional.has(field) ? '?' : ''}${empty.has(field) ? '-' : ''}`;
	return [...fields].sort().map(marks).join(' ');
}

/** The shapes that come one after the other, each as it stood when the next one began. */
function shapes(runs: readonly SeenShape[]): string[] {
	let known: KnownShape | null = null;
	const list: string[] = [];
	for (const run of runs) {
		const { shape, change } = takeInShape(known, run);
		known = { ...shape, runs: shape.runs + 1 };
		if (change === 'new') list.push('');
		list[list.length - 1] = say(shape);
	}
	return list;
}

const times = (count: number, ...texts: string[]) => Array.from({ length: count }, () => texts.map(seen)).flat();
const learnt = times(3, 'id mail name');

describe('the shapes that an output has', () => {
	it.each<[string, SeenShape[], string[]]>([
		['a steady one', times(50, 'id mail name'), ['id mail name']],
		['other order', [...learnt, ...times(9, 'name id mail')], ['id mail name']],
		['differences while it is got to know', [seen('a b c'), seen('a c- d'), seen('a b c'), ...times(30, 'a b c d', 'a c-')], ['a b? c d?']],
		['a field goes for good', [...learnt, ...times(20, 'id name')], ['id mail name', 'id name']],
		['one comes', [...learnt, ...times(20, 'id mail name phone')], ['id mail name', 'id mail name phone']],
		['one is called otherwise', [...learnt, ...times(20, 'id email name')], ['id mail name', 'email id name']],
		['one turns empty', [...learnt, ...times(20, 'id mail- name')], ['id mail name', 'id mail- name']],
		['one is no longer empty', [...times(9, 'id mail-'), ...times(9, 'id mail')], ['id mail-', 'id mail']],
		['one comes and goes', [...learnt, ...times(50, 'id name', 'id mail name')], ['id mail name', 'id name', 'id mail? name']],
		['one is empty now and then', [...learnt, ...times(50, 'id mail- name', 'id mail name')], ['id mail name', 'id mail- name', 'id mail name']],
		['one is in some items only, then in none', [...times(9, 'id mail?'), ...times(9, 'id')], ['id mail?']],
		['one that was there and may be missing now', [...learnt, seen('id mail? name'), ...times(9, 'id name')], ['id mail? name']],
		['an object holds nothing for a while', [...times(3, 'o o.a o.b'), ...times(3, 'o-'), ...times(3, 'o o.a o.b')], ['o o.a o.b', 'o- o.a o.b', 'o o.a o.b']],
		['an object goes with what lies in it', [...times(3, 'id o o.a o.b?'), ...times(9, 'id')], ['id o o.a o.b?', 'id']],
		['a field within loses one', [...times(3, 'l l[].a l[].b'), ...times(9, 'l l[].a')], ['l l[].a l[].b', 'l l[].a']],
		['an object becomes a text', [...times(3, 'o o.a'), ...times(9, 'o')], ['o o.a', 'o']],
		['more names than are kept', [...learnt, ...times(9, 'id ! ')], ['id mail name']],
	])('%s', (_, runs, expected) => {
		expect(shapes(runs)).toEqual(expected);
	});

	const word = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'o', 'o.a', 'o.b');
	const run = fc
		.uniqueArray(fc.tuple(word, fc.constantFrom('', '?', '-')), { selector: ([name]) => name, minLength: 1 })
		.map((words) => seen(words.map((each) => each.join('')).join(' ')));

	it('settle after a few whatever comes, and twice the same is no news', () => {
		fc.assert(fc.property(fc.array(run, { minLength: 1, maxLength: 400 }), (runs) => {
			// Each field comes, goes, comes back, turns empty and is filled again: four times at most, and twice more after it has gone.
			expect(shapes(runs).length).toBeLessThanOrEqual(1 + 9 * 6);
			let known: KnownShape = { ...takeInShape(null, runs[0]).shape, runs: 3 };
			for (const each of runs) {
				known = takeInShape(known, each).shape;
				expect(takeInShape(known, each).change).toBe<ShapeChange>('none');
			}
		}));
	});

	it('keep so many names and no more', () => {
		let known: KnownShape | null = null;
		let news = 0;
		for (let index = 0; index < 1_000; index++) {
			const { shape, change } = takeInShape(known, seen(`id new_${index}`));
			known = { ...shape, runs: shape.runs + 1 };
			if (change === 'new') news += 1;
			expect(shape.fields.size + shape.gone.size).toBeLessThanOrEqual(200);
		}
		expect(news).toBeLessThan(1_000);
	});

	it.each([['a', null], ['a.b', 'a'], ['a[].b', 'a'], ['a\\.b', null], ['a\\.b.c', 'a\\.b'], ['a.b\\.c', 'a'], ['binary.data', null], ['.a', null], ['', null]])(
		'%s lies in %s', (field, outer) => expect(outerField(field)).toBe(outer),
	);
});
